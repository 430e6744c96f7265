package numbers

import (
	"context"
	"errors"
	"fmt"

	"github.com/smackdev/smack/runtime/carrier"
)

// CheckCredentials proves that the carrier accepts account SID, auth token and API key,
// and that the account is active. Kind Auth means that they are wrong.
func CheckCredentials(ctx context.Context, c Carrier) (Account, error) {
	account, err := c.FetchAccount(ctx)
	var e *carrier.Error
	if errors.As(err, &e) && e.Code == carrier.CodeAccountNotActive {
		return Account{}, &AccountNotActiveError{Status: "not active"}
	}
	if err != nil {
		return Account{}, fmt.Errorf("look up the account: %w", err)
	}
	if account.Status != "" && account.Status != "active" {
		return account, &AccountNotActiveError{Status: account.Status}
	}
	if err := c.CheckAPIKey(ctx); err != nil {
		return account, fmt.Errorf("try the API key: %w", err)
	}
	return account, nil
}
