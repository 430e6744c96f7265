// Package twiliosim is a Twilio that runs here, for tests and for trying Smack without an account.
package twiliosim
