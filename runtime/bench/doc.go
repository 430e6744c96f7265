// Package bench measures what Smack promises about speed and size, and says of each
// figure whether it keeps the promise. `make bench` runs it.
//
// It promises that whatever is compared runs in turns in the same run, against the same
// servers, and that a ratio is the median over such rounds: machines are noisy. The
// carrier and every further pod run in processes of their own; Redis is a real one that
// keeps an append-only file.
//
// It is a package of tests alone, so that no program carries it and it may hold the
// room against twilio-go and the world outside.
package bench
