package webhook

import (
	"net/http"
	"strconv"

	"github.com/smackdev/smack/runtime/chat"
)

// inbound is one text as the carrier sent it.
type inbound struct {
	text   chat.Text
	to     chat.E164
	fields map[string]string
	// sized says that the pictures which are too large are left out.
	sized bool
}

// readText takes the parameters apart. Parameters that it does not know are kept in fields.
// Source: https://www.twilio.com/docs/messaging/guides/webhook-request
func readText(fields map[string]string) (inbound, error) {
	from, err := chat.CarrierNumber(fields["From"])
	if err != nil || fields["MessageSid"] == "" {
		return inbound{}, refusal{http.StatusBadRequest, resultForm, "From or MessageSid is missing or unreadable"}
	}
	to, err := chat.CarrierNumber(fields["To"])
	if err != nil {
		return inbound{}, refusal{http.StatusBadRequest, resultForm, "To is missing or unreadable"}
	}
	return inbound{to: to, fields: fields, text: chat.Text{
		SID:        fields["MessageSid"],
		From:       from,
		Body:       fields["Body"],
		Media:      pictures(fields),
		OptOutType: fields["OptOutType"],
		Place: chat.Place{
			City: fields["FromCity"], State: fields["FromState"], Country: fields["FromCountry"],
		},
	}}, nil
}

func pictures(fields map[string]string) []chat.Media {
	n, _ := strconv.Atoi(fields["NumMedia"]) // absent and unreadable are none
	var media []chat.Media
	for i := range min(n, chat.MaxPictures) {
		address := fields["MediaUrl"+strconv.Itoa(i)]
		if address != "" {
			media = append(media, chat.Media{URL: address, ContentType: fields["MediaContentType"+strconv.Itoa(i)]})
		}
	}
	return media
}
