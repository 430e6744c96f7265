package webhook

import (
	"net/http"
	"strconv"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// RefParameter is the query parameter of a StatusCallback that carries the room's own id
// of the send.
const RefParameter = "d"

// status takes what the carrier reports about a text of ours. It is answered before it is
// written: callbacks are the carrier's best effort anyway, and two or three come for each
// delivery.
// Source: https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
func (h *Handler) status(w http.ResponseWriter, r *http.Request) error {
	form, err := h.signed(r, "/status")
	if err != nil {
		return err
	}
	receipt, err := readReceipt(first(form), r.URL.Query().Get(RefParameter))
	if err != nil {
		return err
	}
	if err := h.Receipts.Add(receipt); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func readReceipt(fields map[string]string, ref string) (store.Receipt, error) {
	if fields["MessageSid"] == "" || fields["MessageStatus"] == "" {
		return store.Receipt{}, refusal{http.StatusBadRequest, resultForm, "MessageSid or MessageStatus is missing"}
	}
	to, _ := chat.CarrierNumber(fields["To"])    // known from the send, if missing here
	code, _ := strconv.Atoi(fields["ErrorCode"]) // only failed and undelivered have one
	return store.Receipt{
		Ref: ref, SID: fields["MessageSid"], To: to, Status: fields["MessageStatus"], ErrorCode: code,
	}, nil
}
