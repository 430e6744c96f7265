package carrier_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/carrier"
)

var _ = Describe("Credentials", func() {
	all := carrier.Credentials{
		AccountSID: "AC-account", AuthToken: "tok-current", PreviousAuthToken: "tok-previous",
		APIKeySID: "SK-key", APIKeySecret: "key-secret",
	}
	files := map[string]string{
		"accountSid": "AC-account\n", "authToken": " tok-current\n", "previousAuthToken": "tok-previous",
		"apiKeySid": "SK-key", "apiKeySecret": "key-secret\n",
	}
	// without gives the files less some.
	without := func(names ...string) map[string]string {
		rest := map[string]string{}
		for name, content := range files {
			rest[name] = content
		}
		for _, name := range names {
			delete(rest, name)
		}
		return rest
	}
	fromDir := func(content map[string]string) (carrier.Credentials, error) {
		dir := GinkgoT().TempDir()
		for name, text := range content {
			Expect(os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600)).To(Succeed())
		}
		return carrier.CredentialsFromDir(dir)
	}
	fromSecret := func(content map[string]string) (carrier.Credentials, error) {
		data := map[string][]byte{}
		for name, text := range content {
			data[name] = []byte(text)
		}
		return carrier.CredentialsFromSecret(data)
	}
	fromEnv := func(content map[string]string) (carrier.Credentials, error) {
		env := map[string]string{
			"TWILIO_ACCOUNT_SID": content["accountSid"], "TWILIO_AUTH_TOKEN": content["authToken"],
			"TWILIO_API_KEY": content["apiKeySid"], "TWILIO_API_SECRET": content["apiKeySecret"],
		}
		return carrier.CredentialsFromEnv(func(name string) string { return env[name] })
	}
	type source = func(map[string]string) (carrier.Credentials, error)

	DescribeTable("are read whole, white space trimmed", func(read source, want carrier.Credentials) {
		got, err := read(files)
		Expect(err).NotTo(HaveOccurred())
		Expect(got).To(Equal(want))
	},
		Entry("from a directory", fromDir, all),
		Entry("from a Secret", fromSecret, all),
		Entry("from the environment, which has no previous token", fromEnv, carrier.Credentials{
			AccountSID: "AC-account", AuthToken: "tok-current", APIKeySID: "SK-key", APIKeySecret: "key-secret",
		}),
	)

	DescribeTable("name what is missing", func(read source, missing, key string) {
		_, err := read(without(missing))
		Expect(err).To(MatchError(ContainSubstring("has no " + key)))
		Expect(err.Error()).NotTo(ContainSubstring("tok-"))
	},
		Entry("a directory's account", fromDir, "accountSid", "accountSid"),
		Entry("a directory's token", fromDir, "authToken", "authToken"),
		Entry("a directory's key for a secret", fromDir, "apiKeySid", "apiKeySid"),
		Entry("a directory's secret for a key", fromDir, "apiKeySecret", "apiKeySecret"),
		Entry("a Secret's token", fromSecret, "authToken", "authToken"),
		Entry("the environment's account", fromEnv, "accountSid", "TWILIO_ACCOUNT_SID"),
		Entry("the environment's token", fromEnv, "authToken", "TWILIO_AUTH_TOKEN"),
		Entry("the environment's secret", fromEnv, "apiKeySecret", "TWILIO_API_SECRET"),
	)

	It("do without API key and previous token", func() {
		got, err := fromDir(without("apiKeySid", "apiKeySecret", "previousAuthToken"))
		Expect(err).NotTo(HaveOccurred())
		Expect(got.SigningTokens()).To(Equal([]string{"tok-current"}))
	})

	It("sign webhooks with both tokens during a rotation", func() {
		Expect(all.SigningTokens()).To(Equal([]string{"tok-current", "tok-previous"}))
	})

	It("tell an unreadable directory from an incomplete one", func() {
		file := filepath.Join(GinkgoT().TempDir(), "file")
		Expect(os.WriteFile(file, nil, 0o600)).To(Succeed())
		_, err := carrier.CredentialsFromDir(file)
		Expect(err).To(MatchError(ContainSubstring("read carrier credentials")))
	})

	It("never show themselves", func() {
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "creds", all, "pointer", &all)
		shown := log.String()
		encoded, err := json.Marshal(struct{ C carrier.Credentials }{all})
		Expect(err).NotTo(HaveOccurred())
		shown += string(encoded)
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			shown += fmt.Sprintf(verb, all) + fmt.Sprintf(verb, &all) + fmt.Sprintf(verb, struct{ C carrier.Credentials }{all})
		}
		Expect(shown).To(ContainSubstring("[carrier credentials]"))
		for _, secret := range []string{"AC-account", "tok-current", "tok-previous", "SK-key", "key-secret"} {
			Expect(shown).NotTo(ContainSubstring(secret))
		}
	})
})

var _ = DescribeTable("A client is refused", func(baseURL string, creds func() carrier.Credentials, why string) {
	_, err := carrier.New(carrier.Config{BaseURL: baseURL, Credentials: creds})
	Expect(err).To(MatchError(ContainSubstring(why)))
	Expect(err.Error()).NotTo(ContainSubstring("hunter2"))
},
	Entry("without credentials", "", nil, "no credentials"),
	Entry("with another scheme", "ftp://x.example", carrier.NewKeyring(creds).Current, "want http"),
	Entry("without a scheme", "api.twilio.com", carrier.NewKeyring(creds).Current, "want http"),
	Entry("with credentials in the URL", "https://me:hunter2@x.example", carrier.NewKeyring(creds).Current, "do not belong"),
	Entry("with a query", "https://x.example?a=1", carrier.NewKeyring(creds).Current, "do not belong"),
	Entry("with nonsense", "https://x.example/%zz", carrier.NewKeyring(creds).Current, "base URL"),
)
