package carrier

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Param is one parameter of a webhook's form.
type Param struct{ Name, Value string }

// Params are a form's parameters, sorted by name; those of one name stay in the order in
// which they came. A sorted list is what a signature needs, and costs a third of a map.
type Params []Param

// ParseParams reads a form as url.ParseQuery does, but refuses the whole of it where a part
// cannot be read.
func ParseParams(form string) (Params, error) {
	params := make(Params, 0, strings.Count(form, "&")+1)
	for part := range strings.SplitSeq(form, "&") {
		if part == "" {
			continue
		}
		p, err := parseParam(part)
		if err != nil {
			return nil, err
		}
		params = append(params, p)
	}
	params.sort()
	return params, nil
}

func parseParam(part string) (Param, error) {
	if strings.Contains(part, ";") {
		return Param{}, errors.New("a semicolon separates nothing in a form")
	}
	name, value, _ := strings.Cut(part, "=")
	name, err := url.QueryUnescape(name)
	if err != nil {
		return Param{}, fmt.Errorf("reading a parameter's name: %w", err)
	}
	if value, err = url.QueryUnescape(value); err != nil {
		return Param{}, fmt.Errorf("reading a parameter's value: %w", err)
	}
	return Param{name, value}, nil
}

func paramsOf(values url.Values) Params {
	var params Params
	for name, list := range values {
		for _, value := range list {
			params = append(params, Param{name, value})
		}
	}
	params.sort()
	return params
}

func (p Params) sort() {
	slices.SortStableFunc(p, func(a, b Param) int { return cmp.Compare(a.Name, b.Name) })
}
