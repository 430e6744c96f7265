package admin

import (
	"context"
	"fmt"

	"sigs.k8s.io/yaml"

	"github.com/smackdev/smack/runtime/chat"
)

// RoomFile is the room file in force, with every default filled in.
type RoomFile struct {
	// YAML holds no secrets: the file names where they are.
	YAML string `json:"yaml"`
}

// RoomFile shows the room file; numbers of admins are masked for who may only look.
func (d *Desk) RoomFile(_ context.Context, a Actor) (RoomFile, error) {
	if err := d.mayLook(a); err != nil {
		return RoomFile{}, err
	}
	inForce := d.Settings().File
	file := inForce.DeepCopy()
	if a.Role != Admin {
		for i, number := range file.Chat.Admins {
			file.Chat.Admins[i] = a.sees(chat.E164(number))
		}
	}
	text, err := yaml.Marshal(file)
	if err != nil {
		return RoomFile{}, fmt.Errorf("writing the room file: %w", err)
	}
	return RoomFile{YAML: string(text)}, nil
}
