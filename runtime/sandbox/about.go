package sandbox

import (
	"encoding/json"
	"fmt"
	"os"
)

// About is what a program that uses the sandbox from outside needs to know.
type About struct {
	// Kubeconfig signs in as a cluster admin.
	Kubeconfig string `json:"kubeconfig"`
	// Page is the address of the page and its API, Carrier that of Twilio's and the
	// simulator's control API.
	Page    string `json:"page"`
	Carrier string `json:"carrier"`
	// Admin is the address of the room's admin screen.
	Admin string `json:"admin"`
	// Namespace, Room and Number are the sample's.
	Namespace string `json:"namespace"`
	Room      string `json:"room"`
	Number    string `json:"number"`
	// Dir holds everything; it is gone when the sandbox is.
	Dir string `json:"dir"`
}

// About describes the running sandbox.
func (s *Sandbox) About() About {
	return About{
		Kubeconfig: s.kubeconfig, Page: s.page, Carrier: s.carrier.BaseURL(), Admin: s.admin,
		Namespace: sampleNamespace, Room: sampleName, Number: s.number, Dir: s.dir,
	}
}

// WriteAbout writes the description as JSON, whole or not at all.
func (s *Sandbox) WriteAbout(file string) error {
	text, err := json.MarshalIndent(s.About(), "", "  ")
	if err != nil {
		return fmt.Errorf("describing the sandbox: %w", err)
	}
	if err := os.WriteFile(file+".part", append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("describing the sandbox: %w", err)
	}
	if err := os.Rename(file+".part", file); err != nil {
		return fmt.Errorf("describing the sandbox: %w", err)
	}
	return nil
}
