package carrier

import (
	"context"
	"errors"
	"net/http"
)

// repeatWithPrevious repeats a request that was refused for its token, with the token
// before it. A token is written into the Secret before Twilio promotes it, and until
// then only the previous one opens the door. A 401 was never processed, so nothing is
// done twice. nil: there is nothing to repeat.
func (c *Client) repeatWithPrevious(ctx context.Context, req *http.Request, err error) *http.Request {
	var refused *Error
	creds := c.creds()
	if !errors.As(err, &refused) || refused.Status != http.StatusUnauthorized || creds.PreviousAuthToken == "" {
		return nil
	}
	if req.Header.Get("Authorization") != basicAuth(creds.AccountSID, creds.AuthToken) {
		return nil
	}
	again := req.Clone(ctx)
	again.Header.Set("Authorization", basicAuth(creds.AccountSID, creds.PreviousAuthToken))
	if req.GetBody != nil {
		again.Body, _ = req.GetBody() // of memory: it never fails
	}
	return again
}
