package carrier

import (
	"errors"
	"net/http"
)

// previous gives the credentials with which to repeat a request that was refused for its
// token: those with the token before it. A token is written into the Secret before Twilio
// promotes it, and until then only the previous one opens the door. A 401 was never
// processed, so nothing is done twice. "": there is nothing to repeat.
func (c *Client) previous(authorization string, err error) string {
	if err == nil {
		return ""
	}
	var refused *Error // on the heap, so only for what failed
	if !errors.As(err, &refused) || refused.Status != http.StatusUnauthorized {
		return ""
	}
	creds := c.creds()
	if creds.PreviousAuthToken == "" || authorization != basicAuth(creds.AccountSID, creds.AuthToken) {
		return ""
	}
	return basicAuth(creds.AccountSID, creds.PreviousAuthToken)
}
