package admin

import (
	"net/http"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/chat"
)

// commandRoutes are the custom commands and their calls.
func (a *API) commandRoutes() []route {
	return []route{
		{"GET", "/commands", a.commands, nil},
		{"PUT", "/commands/{name}", a.saveCommand, nil},
		{"DELETE", "/commands/{name}", func(r *http.Request, actor Actor) (any, error) {
			if err := readJSON(r, &struct{}{}); err != nil {
				return nil, err
			}
			return nil, a.desk.DeleteCommand(r.Context(), actor, r.PathValue("name"))
		}, nil},
		{"POST", "/commands/{name}/try", a.tryCommand, nil},
		{"GET", "/commands/{name}/calls", a.calls, nil},
		{"POST", "/commands/{name}/calls/{id}/redeliver", func(r *http.Request, actor Actor) (any, error) {
			if err := readJSON(r, &struct{}{}); err != nil {
				return nil, err
			}
			return a.desk.Redeliver(r.Context(), actor, r.PathValue("name"), r.PathValue("id"))
		}, nil},
	}
}

// commandsBody is the answer to which commands there are.
type commandsBody struct {
	Commands []Command `json:"commands"`
}

func (a *API) commands(r *http.Request, actor Actor) (any, error) {
	list, err := a.desk.Commands(r.Context(), actor)
	return commandsBody{list}, err
}

// commandBody is a command to be kept.
type commandBody struct {
	Command roomfile.Command `json:"command"`
	// Rotate makes a new secret.
	Rotate bool `json:"rotate"`
}

func (a *API) saveCommand(r *http.Request, actor Actor) (any, error) {
	var body commandBody
	if err := readJSON(r, &body); err != nil {
		return nil, err
	}
	name := r.PathValue("name")
	if body.Command.Name != "" && body.Command.Name != name {
		return nil, wrong("name", "The command is called %q in the address and %q in the body. Leave the name out of the body.", name, body.Command.Name)
	}
	body.Command.Name = name
	return a.desk.SaveCommand(r.Context(), actor, body.Command, body.Rotate)
}

// commandTrialBody is how a command is to be tried.
type commandTrialBody struct {
	Member chat.MemberID `json:"member"`
	Text   string        `json:"text"`
}

func (a *API) tryCommand(r *http.Request, actor Actor) (any, error) {
	var body commandTrialBody
	if err := readJSON(r, &body); err != nil {
		return nil, err
	}
	if body.Member == 0 {
		body.Member = actor.Member
	}
	if body.Member == 0 {
		return nil, wrong("member", "Name the member in whose name to try it: the service is told who asks.")
	}
	return a.desk.TryCommand(r.Context(), actor, r.PathValue("name"), body.Member, body.Text)
}

// callsBody is the answer to which calls there were.
type callsBody struct {
	Calls []Call `json:"calls"`
}

func (a *API) calls(r *http.Request, actor Actor) (any, error) {
	list, err := a.desk.Calls(r.Context(), actor, r.PathValue("name"))
	return callsBody{list}, err
}
