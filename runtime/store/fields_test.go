package store

import (
	"strings"
	"testing"

	"github.com/onsi/gomega"
)

const (
	messageSID = "SM0123456789abcdef0123456789abcdef"
	accountSID = "ACfedcba9876543210fedcba9876543210"
)

func TestPackedFields(t *testing.T) {
	for name, fields := range map[string]map[string]string{
		"nothing":    {},
		"a text":     inboundFields(),
		"unknown":    {"MessageSid": messageSID, "Tomorrow": "yes", "": "", "Füße": "größer"},
		"empty":      {"Body": "", "MessageSid": "", "SmsSid": ""},
		"no SIDs":    {"MessageSid": "SM1", "SmsSid": "SM1", "AccountSid": strings.ToUpper(accountSID)},
		"long":       {"Body": strings.Repeat("ü", 1600), "MediaUrl9": strings.Repeat("x", 3000)},
		"bytes":      {"Body": "\x00\xff\x80"},
		"same twice": {"MessageSid": "hello", "Body": "hello"},
		"numbers":    {"From": "+14155550101", "To": "+442071838750", "Body": "+", "X": "+123456789012345678", "Y": "+1234567890123456789", "Z": "+1a"},
		"usual":      {"MessageSid": "0", "Body": "0", "SmsStatus": "received", "X": "2010-04-01"},
		"and more":   withMore(inboundFields()),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := unpackFields(string(packFields(fields)))
			g := gomega.NewWithT(t)
			g.Expect(err).NotTo(gomega.HaveOccurred())
			g.Expect(got).To(gomega.Equal(fields))
		})
	}
}

func withMore(fields map[string]string) map[string]string {
	fields["OptOutType"], fields["Tomorrow"] = "STOP", "yes"
	return fields
}

func inboundFields() map[string]string {
	return map[string]string{
		"ToCountry": "US", "ToState": "CA", "SmsMessageSid": messageSID, "NumMedia": "0", "ToCity": "SAN FRANCISCO", "FromZip": "94105",
		"SmsSid": messageSID, "FromState": "CA", "SmsStatus": "received", "FromCity": "SAN FRANCISCO", "Body": "#join ann", "FromCountry": "US",
		"To": "+14155550100", "ToZip": "94105", "NumSegments": "1", "MessageSid": messageSID, "AccountSid": accountSID, "From": "+14155550101",
		"ApiVersion": "2010-04-01",
	}
}

func TestPackedFieldsAreSmall(t *testing.T) {
	g := gomega.NewWithT(t)
	g.Expect(len(packFields(inboundFields()))).To(gomega.BeNumerically("<=", 124), "what Redis keeps in 128 bytes")
}

// What is kept today has to be read by every later version.
func TestPackedFieldsStay(t *testing.T) {
	g := gomega.NewWithT(t)
	got, err := unpackFields("\x01\x37SM\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45\x67\x89\xab\xcd\xef\x07\x02\x04\x06hi\x00\x01X\x03y")
	g.Expect(err).NotTo(gomega.HaveOccurred())
	g.Expect(got).To(gomega.Equal(map[string]string{"MessageSid": messageSID, "SmsSid": messageSID, "Body": "hi", "X": "y"}))

	got, err = unpackFields("\xff7SM\x01#Eg\x89\xab\xcd\xef\x01#Eg\x89\xab\xcd\xef\x13\x14\x15UP\x10\x1f\x13\x14\x15UP\x10\x0f\x1b#join ann" +
		"7AC\xfe\u073a\x98vT2\x10\xfe\u073a\x98vT2\x10\b\x02\x02\x05\v\x0e'SAN FRANCISCO\x14\x0f94105\x11'SAN FRANCISCO\x14\x0f94105\x11" +
		"\x15\x0cSTOP\x00\bTomorrow\tyes")
	g.Expect(err).NotTo(gomega.HaveOccurred())
	g.Expect(got).To(gomega.Equal(withMore(inboundFields())))
}

func FuzzUnpackFields(f *testing.F) {
	f.Add(string(packFields(inboundFields())))
	f.Add("\x00\x05ab")
	f.Add("\xff")
	f.Fuzz(func(t *testing.T, packed string) {
		fields, err := unpackFields(packed)
		if err != nil {
			return
		}
		again, err := unpackFields(string(packFields(fields)))
		if err != nil || len(again) != len(fields) {
			t.Fatalf("%q: %v, %v", packed, fields, again)
		}
		for name, value := range fields {
			if again[name] != value {
				t.Fatalf("%q became %q", value, again[name])
			}
		}
	})
}
