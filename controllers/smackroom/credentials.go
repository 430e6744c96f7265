package smackroom

import (
	"context"
	"errors"
	"fmt"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/runtime/carrier"
)

// credentials reads the carrier's credentials and proves them. A look at the number
// proves them too, so the account is asked only where that is not enough: for numbers
// that the room never looks at, and for an API key, which says nothing about the token
// that signs webhooks.
func (r *Reconciler) credentials(ctx context.Context, s *scope) error {
	if err := r.openCarrier(ctx, s); err != nil {
		return err
	}
	external := s.room.Spec.PhoneNumber.External != nil
	if !external && s.credentials.APIKeySID == "" {
		return nil
	}
	if r.observations.proven(s, r.Clock(), r.maxAge(s, external)) {
		return nil
	}
	if _, err := numbers.CheckCredentials(ctx, s.carrier); err != nil {
		return r.carrierError(s, err)
	}
	r.observations.prove(s, r.Clock())
	return nil
}

// openCarrier makes the carrier account of the spec available to later phases.
func (r *Reconciler) openCarrier(ctx context.Context, s *scope) error {
	name := s.room.Spec.Carrier.CredentialsSecretRef.Name
	secret, err := r.secret(ctx, s.room, "spec.carrier.credentialsSecretRef", name, carrier.FileAccountSID, carrier.FileAuthToken)
	if err != nil {
		return err
	}
	credentials, err := carrier.CredentialsFromSecret(secret.Data)
	var missing *carrier.MissingCredentialError
	if errors.As(err, &missing) {
		return lacksKey(name, missing.Key, "spec.carrier.credentialsSecretRef")
	}
	if err != nil {
		return stall(v1alpha1.ReasonSecretIncomplete, "Secret %q: %v; correct it (spec.carrier.credentialsSecretRef)", name, err)
	}
	s.credentials = &credentials
	s.carrier, err = r.Carriers.Carrier(credentials, r.baseURL(s.room))
	if err != nil {
		return stall(v1alpha1.ReasonSettingsInvalid, "spec.carrier.baseURL: %v; correct it", err)
	}
	return nil
}

func (r *Reconciler) baseURL(room *v1alpha1.SmackRoom) string {
	if url := room.Spec.Carrier.BaseURL; url != "" {
		return url
	}
	return r.Options.CarrierBaseURL
}

// rejected is for credentials that the carrier refuses.
func rejected(s *scope) string {
	return fmt.Sprintf("the carrier refuses the credentials in Secret %q: compare accountSid, authToken and, if set, the API key with the carrier's console",
		s.room.Spec.Carrier.CredentialsSecretRef.Name)
}
