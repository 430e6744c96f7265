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
	if !r.reopenCarrier(ctx, s) || r.asks(s) {
		if err := r.openCarrier(ctx, s); err != nil {
			return err
		}
	}
	if !r.needsProof(s) {
		return nil
	}
	if _, err := numbers.CheckCredentials(ctx, s.carrier); err != nil {
		return r.carrierError(s, err)
	}
	r.observations.prove(s, r.Clock())
	return nil
}

// needsProof says whether the account is to be asked.
func (r *Reconciler) needsProof(s *scope) bool {
	external := s.room.Spec.PhoneNumber.External != nil
	if !external && s.credentials.APIKeySID == "" {
		return false
	}
	return !r.observations.proven(s, r.Clock(), r.maxAge(s, external))
}

// asks says whether it is time to ask the carrier something.
func (r *Reconciler) asks(s *scope) bool {
	if r.needsProof(s) {
		return true
	}
	return s.room.Spec.PhoneNumber.External == nil && r.observations.number(s, r.Clock(), r.maxAge(s, true)) == nil
}

// reopenCarrier makes the carrier account available with the credentials that were read
// last, if the Secret is still the same by all that is known. That is good enough as long
// as the carrier is not asked; what it is asked with is read anew.
func (r *Reconciler) reopenCarrier(ctx context.Context, s *scope) bool {
	known := s.memory.credentials
	return r.isCurrent(ctx, s.room, s.room.Spec.Carrier.CredentialsSecretRef.Name, known.from) && r.signIn(s, known.value) == nil
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
	s.memory.credentials = knownCredentials{from: secretVersionOf(secret), value: credentials}
	return r.signIn(s, credentials)
}

func (r *Reconciler) signIn(s *scope, credentials carrier.Credentials) error {
	account, err := r.Carriers.Carrier(credentials, r.baseURL(s.room))
	if err != nil {
		return stall(v1alpha1.ReasonSettingsInvalid, "spec.carrier.baseURL: %v; correct it", err)
	}
	s.credentials, s.carrier = &credentials, account
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
