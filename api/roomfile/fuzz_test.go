package roomfile_test

import (
	"bytes"
	"errors"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/smackdev/smack/api/roomfile"
)

// FuzzParse holds Parse to three promises: it never panics, an error is of type Invalid and
// names at least one problem, and what it accepts it accepts again when written out.
func FuzzParse(f *testing.F) {
	f.Add([]byte(smallest))
	f.Add([]byte(smallest + "chat: {admins: ['+14155550101'], retention: 1d}\nredis: {addresses: ['a:1'], mode: Cluster}\n"))
	f.Add([]byte(smallest + "rules: [{name: a, when: 'sms.Body == \"x\"', reply: 'hi ${member.nickname}'}]\n"))
	f.Add([]byte(smallest + "commands: [{name: random, url: 'https://example.com'}]\nlimits: {maxMembers: 1e3}\n"))
	f.Add([]byte("a: &a [*a]\n---\n"))
	f.Add([]byte("null"))
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := roomfile.Parse(text)
		if err != nil {
			var invalid roomfile.Invalid
			if !errors.As(err, &invalid) || len(invalid) == 0 {
				t.Fatalf("error without a problem: %#v", err)
			}
			return
		}
		once, err := yaml.Marshal(file)
		if err != nil {
			t.Fatal(err)
		}
		again, err := roomfile.Parse(once)
		if err != nil {
			t.Fatalf("accepted, written out and refused: %v\n%s", err, once)
		}
		if twice, _ := yaml.Marshal(again); !bytes.Equal(once, twice) {
			t.Fatalf("changed by reading again:\n%s\n%s", once, twice)
		}
	})
}
