package sandbox

import (
	"context"
	"fmt"
	"net"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/runtime/sandbox/conversation"
	"github.com/smackdev/smack/runtime/sandbox/page"
	"github.com/smackdev/smack/runtime/sandbox/terminal"
)

// startPage shows the phones from their first text on.
func (s *Sandbox) startPage() error {
	names := map[string]string{}
	for _, phone := range conversation.Phones() {
		names[phone.Number] = phone.Name
	}
	made, err := page.New(page.Config{
		Carrier: s.carrier, Reader: s.cache, Writer: s.client,
		Room:       client.ObjectKey{Namespace: sampleNamespace, Name: sampleName},
		Kubeconfig: s.kubeconfig, Admin: s.admin, Names: names, Log: s.log.With("part", "page"),
	})
	if err != nil {
		return err
	}
	s.background("page", made.Run)
	address, err := s.serve("page", freeAddress(s.options.Listen), made)
	s.page = "http://" + address
	return err
}

// freeAddress is the wanted one, or a free one where another sandbox has it already.
func freeAddress(wanted string) string {
	listener, err := net.Listen("tcp", wanted)
	if err != nil {
		return "127.0.0.1:0"
	}
	_ = listener.Close()
	return wanted
}

// Converse plays the conversation and tells every text. The time of the first chat
// line that arrives is told too: it is what a newcomer waits for.
func (s *Sandbox) Converse(ctx context.Context) error {
	colours := map[string]terminal.Colour{"Ann": terminal.Blue, "Bob": terminal.Green, "Cid": terminal.Yellow}
	s.tell.Heading("Three phones text " + s.number)
	var chat time.Duration
	err := conversation.Play(ctx, phones{s.carrier, s.number}, s.script(), conversation.Listener{
		Sent: func(phone, text string) { s.tell.Sent(phone, colours[phone], text) },
		Received: func(phone, text string) {
			s.tell.Received(phone, colours[phone], text)
			if chat == 0 && text == conversation.FirstChat {
				chat = s.tell.Elapsed()
			}
		},
	})
	if err != nil {
		return fmt.Errorf("the conversation went wrong: %w", err)
	}
	s.tell.Line("")
	s.tell.Done("conversation", fmt.Sprintf("the first chat message arrived %.1f s after the start", chat.Seconds()))
	return nil
}

// Verify holds every phone's whole inbox to the conversation.
func (s *Sandbox) Verify() error {
	if err := conversation.Verify(phones{s.carrier, s.number}, s.script()); err != nil {
		return err
	}
	s.tell.Done("verified", "every phone has exactly its texts, in order")
	return nil
}

func (s *Sandbox) script() []conversation.Turn {
	// The sample names no time zone, so the room writes dates in UTC.
	return conversation.Extended(sampleDisplay, time.Now().UTC())
}

// Invite tells what one can do now.
func (s *Sandbox) Invite() {
	s.tell.Heading("Play with it")
	s.tell.Line("  phones      %s", s.tell.Paint(terminal.Bold, s.page))
	s.tell.Line("  admin       %s, as Ann: her phone gets the code", s.tell.Paint(terminal.Bold, s.admin))
	s.tell.Line("  commands    #random and #weather ask the services at %s", s.services.url)
	s.tell.Line("  cluster     export KUBECONFIG=%s", s.kubeconfig)
	s.tell.Line("              kubectl -n demo get smackrooms,pods")
	s.tell.Line("              kubectl -n demo scale smackroom family --replicas=3")
	s.tell.Line("  logs        %s", s.path("logs"))
	s.tell.Line("              %s", s.path("node", "logs"))
	s.tell.Line("\n  Ctrl-C ends everything and leaves nothing behind.")
}
