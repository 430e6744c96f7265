package resources_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

func TestResources(t *testing.T) {
	RegisterFailHandler(Fail)
	SetDefaultEventuallyTimeout(20 * time.Second) // a busy machine is slow, not wrong
	RunSpecs(t, "What a room owns")
}

// family is the smallest room there is, changed by each of the given functions.
func family(changes ...func(*v1alpha1.SmackRoom)) *v1alpha1.SmackRoom {
	room := &v1alpha1.SmackRoom{
		ObjectMeta: metav1.ObjectMeta{Name: "family", Namespace: "chats", UID: "7d1f"},
		Spec: v1alpha1.SmackRoomSpec{
			Carrier:     v1alpha1.Carrier{CredentialsSecretRef: v1alpha1.SecretRef{Name: "twilio"}},
			PhoneNumber: v1alpha1.PhoneNumber{Purchase: &v1alpha1.Purchase{Country: "US", AreaCode: "415"}},
			Exposure:    v1alpha1.Exposure{BaseURL: "https://sms.example.com/family"},
		},
	}
	for _, change := range changes {
		change(room)
	}
	return room
}

func inputOf(room *v1alpha1.SmackRoom) resources.Input {
	return resources.Input{
		Room:   room,
		Number: roomfile.Number{E164: "+14155550100", Type: roomfile.LongCode},
		Image:  "ghcr.io/smackdev/smack:v1",
	}
}

// typed reads an apply configuration as the API server would: unknown fields are errors.
func typed[T any](configuration any) *T {
	GinkgoHelper()
	text, err := json.Marshal(configuration)
	Expect(err).NotTo(HaveOccurred())
	object := new(T)
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	Expect(decoder.Decode(object)).To(Succeed())
	return object
}

func ptr[T any](value T) *T { return &value }

// metadataOf reads what all objects have.
func metadataOf(configuration any) metav1.ObjectMeta {
	GinkgoHelper()
	text, err := json.Marshal(configuration)
	Expect(err).NotTo(HaveOccurred())
	var object struct{ Metadata metav1.ObjectMeta }
	Expect(json.Unmarshal(text, &object)).To(Succeed())
	return object.Metadata
}
