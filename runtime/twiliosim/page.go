package twiliosim

import (
	"net/http"
	"net/url"
	"strconv"
)

// page is what a list request asks for.
type page struct {
	size, number int
	token        string
	query        url.Values
	path         string
}

// pageOf reads the paging parameters. The size is 50 unless given, and 1,000 at most.
func pageOf(r *http.Request) (page, error) {
	query := r.URL.Query()
	p := page{size: 50, query: query, path: r.URL.Path, token: query.Get("PageToken")}
	var err error
	if text := query.Get("PageSize"); text != "" {
		if p.size, err = strconv.Atoi(text); err != nil || p.size < 1 {
			return page{}, bad(20001, "PageSize must be a number from 1 to 1000")
		}
	}
	if text := query.Get("Page"); text != "" {
		if p.number, err = strconv.Atoi(text); err != nil || p.number < 0 {
			return page{}, bad(20001, "Page must be a number of 0 or more")
		}
	}
	p.size = min(p.size, 1000)
	return p, nil
}

// uri is the address of a page of the same list; token is empty for the first.
func (p page) uri(number int, token string) string {
	query := url.Values{}
	for key, values := range p.query {
		query[key] = values
	}
	query.Set("PageSize", strconv.Itoa(p.size))
	query.Set("Page", strconv.Itoa(number))
	query.Del("PageToken")
	if token != "" {
		query.Set("PageToken", token)
	}
	return p.path + "?" + query.Encode()
}

// envelope is what stands around the items of a page of the 2010 API. A nil next is the last page.
func (p page) envelope(count int, next *string) map[string]any {
	body := map[string]any{
		"page": p.number, "page_size": p.size, "start": p.number * p.size, "end": p.number*p.size + max(count-1, 0),
		"uri": p.uri(p.number, p.token), "first_page_uri": p.uri(0, ""), "previous_page_uri": nil, "next_page_uri": nil}
	if p.number > 0 {
		body["previous_page_uri"] = p.uri(p.number-1, "")
	}
	if next != nil {
		body["next_page_uri"] = *next
	}
	return body
}

// cut returns one page of items and the token of the next one, "" at the end. The token names
// the last item shown, so that a page follows the one before it whatever was added in between.
func cut[T any](p page, items []T, sid func(T) string) ([]T, string) {
	for i := 0; p.token != "" && i < len(items); i++ {
		if "PA"+sid(items[i]) == p.token {
			items = items[i+1:]
			break
		}
	}
	if len(items) <= p.size {
		return items, ""
	}
	return items[:p.size], "PA" + sid(items[p.size-1])
}

// list answers with one page of a list of the 2010 API.
func list[T any](q *call, key string, items []T, sid func(T) string, body func(T) any) error {
	p, err := pageOf(q.r)
	if err != nil {
		return err
	}
	shown, token := cut(p, items, sid)
	bodies := make([]any, len(shown))
	for i, item := range shown {
		bodies[i] = body(item)
	}
	var next *string
	if token != "" {
		uri := p.uri(p.number+1, token)
		next = &uri
	}
	envelope := p.envelope(len(shown), next)
	envelope[key] = bodies
	return q.json(http.StatusOK, envelope)
}
