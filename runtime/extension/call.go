package extension

import (
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"time"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

const (
	// maxTries ends a call over which pods have died.
	maxTries = 3
	// patience is how old a call may be and still be worth an answer.
	patience = 10 * time.Minute
	// redisPause is how long a call waits for a Redis that is away.
	redisPause = time.Second
)

// Call makes one call and says how it went. A member waits for the answer, so a failure is
// final; what rules forward is tried again.
func (c *Client) Call(ctx context.Context, call store.Call) store.CallEnd {
	begun := c.config.Now()
	facts, err := c.config.Store.Facts(ctx, call.From, chat.Need{})
	if err != nil {
		return store.CallEnd{Again: redisPause, Cut: ctx.Err() != nil}
	}
	if call.Command == "" {
		return c.forward(ctx, call, facts, begun)
	}
	outgoing, answer, got, err := c.answer(ctx, call, facts, begun)
	if ctx.Err() != nil && err != nil {
		return store.CallEnd{Cut: true}
	}
	f := asFailure(err)
	if f != nil && f.Kind == resultRedis {
		return store.CallEnd{Again: redisPause}
	}
	answer.Failed = f != nil
	end := store.CallEnd{Answer: answer, OK: f == nil}
	end.Record = c.note(call, outgoing, got, f, begun)
	return end
}

// resultRedis is a call that was not made because Redis is away.
const resultRedis = "redis"

func asFailure(err error) *Failure {
	var f *Failure
	switch {
	case err == nil:
		return nil
	case errors.As(err, &f):
		return f
	}
	return failure(resultRedis, err.Error())
}

// answer asks the service of a command.
func (c *Client) answer(ctx context.Context, call store.Call, facts chat.Facts, now time.Time) (request, chat.Answer, response, error) {
	switch {
	case call.Tries > maxTries:
		return request{}, chat.Answer{}, response{}, failure(ResultTries, "the room was restarted during each of several tries")
	case now.Sub(call.At) > patience:
		return request{}, chat.Answer{}, response{}, failure(ResultLate, "the call waited too long to be worth an answer")
	}
	cmd, err := c.find(ctx, call.Command)
	if err != nil {
		return request{}, chat.Answer{}, response{}, err
	}
	a := asked{room: c.config.Settings().Name, id: call.SID, command: cmd, text: call.Text, sms: call.Fields, member: memberOf(facts, cmd)}
	outgoing, err := c.request(ctx, a, now)
	if err != nil {
		return request{}, chat.Answer{}, response{}, err
	}
	got, f := c.send(ctx, outgoing)
	if f != nil {
		return outgoing, chat.Answer{}, got, f
	}
	answer, err := read(cmd, got)
	return outgoing, answer, got, err
}

func memberOf(facts chat.Facts, cmd command) member {
	if facts.Sender == nil {
		return member{}
	}
	m := member{Nickname: facts.Sender.Nickname.String(), Admin: facts.Sender.Admin, id: facts.Sender.ID}
	if cmd.IncludeNumber {
		m.Number = string(facts.Sender.Number)
	}
	return m
}

// request writes a call in its command's format.
func (c *Client) request(ctx context.Context, a asked, now time.Time) (request, error) {
	if a.command.Format != formatSlack {
		return a.smack(now)
	}
	address, err := c.openLater(ctx, a, now)
	if err != nil {
		return request{}, err
	}
	return a.slack(now, address), nil
}

const formatSlack = "Slack"

func read(cmd command, got response) (chat.Answer, error) {
	if cmd.Format == formatSlack {
		return readSlack(got)
	}
	return readSmack(got)
}

// note counts a call and writes its record, in which no secret is.
func (c *Client) note(call store.Call, outgoing request, got response, f *Failure, begun time.Time) *store.CallRecord {
	took := c.config.Now().Sub(begun)
	r := &store.CallRecord{
		ID: rand.Text()[:12], SID: call.SID, From: call.From, Member: call.Member, Text: call.Text, Rule: call.Rule,
		URL: outgoing.url, Fields: call.Fields, At: begun, Took: took, Result: ResultOK, Status: got.status,
		Request: outgoing.presentable(), Answer: clipped(got.body), Tries: call.Tries,
	}
	if f != nil {
		r.Result, r.Reason = f.Kind, f.Reason
		if r.Status == 0 {
			r.Status = f.Status
		}
		c.config.Log.Warn("a call of a service failed", "name", call.Name(), "result", f.Kind, "status", f.Status, "reason", f.Reason)
	}
	c.metrics.called(call.Name(), r.Result, took)
	if call.Private {
		return nil
	}
	return r
}

// maxKept is how much of an answer a record keeps.
const maxKept = 2 << 10

func clipped(body []byte) string {
	if len(body) > maxKept {
		body = body[:maxKept]
	}
	return string(body)
}

// presentable is a request's body without what is for its service alone: a response_url lets
// whoever knows it speak to a member.
func (r request) presentable() string {
	if r.header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		return string(r.body)
	}
	form, err := url.ParseQuery(string(r.body))
	if err != nil {
		return ""
	}
	form.Del("response_url")
	form.Del("token")
	return form.Encode()
}
