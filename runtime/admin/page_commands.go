package admin

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/chat"
)

func (s *Screen) commands(w http.ResponseWriter, r *http.Request) error {
	list, err := s.desk.Commands(r.Context(), actorOf(r.Context()))
	if err != nil {
		return err
	}
	return s.render(w, r, "commands", view{Title: "Commands", Tab: "/commands", Content: list})
}

// commandPage is one command, what it did last, and what a try of it gave.
type commandPage struct {
	Command
	Calls []Call
	// Secret is shown once, after it was made.
	Secret string
	Trial  *Trial
	// As and Args are the try's.
	As, Args string
}

func (s *Screen) command(w http.ResponseWriter, r *http.Request) error {
	return s.commandWith(w, r, commandPage{As: self(r)}, nil)
}

// self is in whose name somebody tries a command at first: a token is no member.
func self(r *http.Request) string {
	if a := actorOf(r.Context()); !a.Token {
		return a.Name
	}
	return ""
}

func (s *Screen) commandWith(w http.ResponseWriter, r *http.Request, p commandPage, wrong *Refusal) error {
	ctx, a := r.Context(), actorOf(r.Context())
	var err error
	if p.Command, err = s.commandCalled(r, r.PathValue("name")); err != nil {
		return err
	}
	if p.Calls, err = s.desk.Calls(ctx, a, p.Name); err != nil {
		return err
	}
	return s.render(w, r, "command", view{Title: "#" + p.Name, Tab: "/commands", Content: p, Wrong: wrong})
}

func (s *Screen) commandCalled(r *http.Request, name string) (Command, error) {
	list, err := s.desk.Commands(r.Context(), actorOf(r.Context()))
	if err != nil {
		return Command{}, err
	}
	for _, c := range list {
		if c.Name == name {
			return c, nil
		}
	}
	return Command{}, refuse(NotFound, "There is no command %q.", name)
}

// commandForm is a command as it is being written.
type commandForm struct {
	roomfile.Command
	New     bool
	Aliases string
	On      bool
	Rate    string
	// Rotate says that a new secret is wanted.
	Rotate bool
	// Help is what the room's help would say, where that was asked for.
	Help *Help
}

func formOf(c roomfile.Command, isNew bool) commandForm {
	f := commandForm{Command: c, New: isNew, Aliases: strings.Join(c.Aliases, ", "), On: c.Enabled == nil || *c.Enabled}
	if c.RateLimit != nil {
		f.Rate = strconv.Itoa(int(*c.RateLimit))
	}
	return f
}

func (s *Screen) showForm(w http.ResponseWriter, r *http.Request, f commandForm, wrong *Refusal) error {
	title := "Change #" + f.Name
	if f.New {
		title = "Add a command"
	}
	return s.render(w, r, "commandform", view{Title: title, Tab: "/commands", Content: f, Wrong: wrong})
}

func (s *Screen) newCommand(w http.ResponseWriter, r *http.Request) error {
	return s.showForm(w, r, commandForm{New: true, On: true, Command: roomfile.Command{Timeout: "3s"}, Rate: "10"}, nil)
}

func (s *Screen) editCommand(w http.ResponseWriter, r *http.Request) error {
	c, err := s.commandCalled(r, r.PathValue("name"))
	if err != nil {
		return err
	}
	if c.Declared {
		return refuse(Conflict, "The room file declares #%s; change it there.", c.Name)
	}
	return s.showForm(w, r, formOf(c.Command, false), nil)
}

// typedCommand is what a form says.
func typedCommand(r *http.Request) (roomfile.Command, *Refusal) {
	on := r.PostFormValue("enabled") != ""
	c := roomfile.Command{
		Name:          strings.ToLower(strings.TrimLeft(strings.TrimSpace(r.PostFormValue("name")), "#")),
		Aliases:       strings.FieldsFunc(strings.ToLower(r.PostFormValue("aliases")), func(c rune) bool { return c == ',' || c == ' ' || c == '#' }),
		Summary:       strings.TrimSpace(r.PostFormValue("summary")),
		Usage:         strings.TrimSpace(r.PostFormValue("usage")),
		URL:           strings.TrimSpace(r.PostFormValue("url")),
		Timeout:       roomfile.Duration(strings.TrimSpace(r.PostFormValue("timeout"))),
		Allow:         r.PostFormValue("allow"),
		Answer:        r.PostFormValue("answer"),
		Format:        r.PostFormValue("format"),
		OnFailure:     strings.TrimSpace(r.PostFormValue("onFailure")),
		IncludeNumber: r.PostFormValue("includeNumber") != "",
		Enabled:       &on,
	}
	if text := strings.TrimSpace(r.PostFormValue("rateLimit")); text != "" {
		n, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			return c, wrong("rateLimit", "Calls a minute are a number from 1 to 600.")
		}
		rate := int32(n)
		c.RateLimit = &rate
	}
	return c, nil
}

func (s *Screen) addCommand(w http.ResponseWriter, r *http.Request) error {
	c, no := typedCommand(r)
	if no == nil {
		if _, err := s.commandCalled(r, c.Name); err == nil {
			no = wrong("name", "There is a command #%s already. Choose another name, or change that one.", c.Name)
		}
	}
	return s.keepCommand(w, r, c, true, true, no)
}

func (s *Screen) saveCommand(w http.ResponseWriter, r *http.Request) error {
	c, no := typedCommand(r)
	c.Name = r.PathValue("name")
	if _, err := s.commandCalled(r, c.Name); err != nil {
		return err
	}
	return s.keepCommand(w, r, c, false, r.PostFormValue("rotate") != "", no)
}

// keepCommand saves a command. A new secret is shown with the answer to this very request and
// never again: an address that could be loaded again would show it again.
func (s *Screen) keepCommand(w http.ResponseWriter, r *http.Request, c roomfile.Command, isNew, rotate bool, no *Refusal) error {
	if r.PostFormValue("preview") != "" {
		return s.previewCommand(w, r, c, isNew, rotate, no)
	}
	var saved Saved
	if no == nil {
		var err error
		saved, err = s.desk.SaveCommand(r.Context(), actorOf(r.Context()), c, rotate)
		if no = mended(err); no == nil && err != nil {
			return err
		}
	}
	if no != nil {
		return s.showForm(w, r, formOf(c, isNew), no)
	}
	if saved.Secret == "" {
		return s.done(w, r, "/commands/"+url.PathEscape(c.Name), "#"+c.Name+" is saved.")
	}
	r.SetPathValue("name", c.Name)
	return s.commandWith(w, r, commandPage{Secret: saved.Secret, As: self(r)}, nil)
}

// previewCommand shows the form again, with the help that members would read. Nothing is kept.
func (s *Screen) previewCommand(w http.ResponseWriter, r *http.Request, c roomfile.Command, isNew, rotate bool, no *Refusal) error {
	f := formOf(c, isNew)
	f.Rotate = rotate
	if no == nil {
		help, err := s.desk.PreviewCommand(r.Context(), actorOf(r.Context()), c)
		if no = mended(err); no == nil && err != nil {
			return err
		}
		f.Help = &help
	}
	if no != nil {
		f.Help = nil
	}
	return s.showForm(w, r, f, no)
}

func (s *Screen) switchCommand(w http.ResponseWriter, r *http.Request) error {
	c, err := s.commandCalled(r, r.PathValue("name"))
	if err != nil {
		return err
	}
	on := r.PostFormValue("on") == "yes"
	c.Enabled = &on
	if _, err := s.desk.SaveCommand(r.Context(), actorOf(r.Context()), c.Command, false); err != nil {
		return err
	}
	return s.done(w, r, "/commands/"+url.PathEscape(c.Name), "#"+c.Name+" is "+map[bool]string{true: "on", false: "off"}[on]+".")
}

func (s *Screen) deleteCommand(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	if err := s.desk.DeleteCommand(r.Context(), actorOf(r.Context()), name); err != nil {
		return err
	}
	return s.done(w, r, "/commands", "#"+name+" is deleted.")
}

// tryCommand calls the service and shows what came of it; nothing is sent to members.
func (s *Screen) tryCommand(w http.ResponseWriter, r *http.Request) error {
	p := commandPage{As: strings.TrimSpace(r.PostFormValue("as")), Args: r.PostFormValue("args")}
	as, err := s.memberCalled(r, p.As)
	if err == nil {
		var trial Trial
		if trial, err = s.desk.TryCommand(r.Context(), actorOf(r.Context()), r.PathValue("name"), as, p.Args); err == nil {
			p.Trial = &trial
		}
	}
	no := mended(err)
	if no == nil && err != nil {
		return err
	}
	return s.commandWith(w, r, p, no)
}

// memberCalled finds the member in whose name something is tried.
func (s *Screen) memberCalled(r *http.Request, nickname string) (chat.MemberID, error) {
	found, err := s.desk.Members(r.Context(), actorOf(r.Context()), MemberQuery{Search: nickname, Limit: 1})
	if err != nil {
		return 0, err
	}
	if nickname == "" || len(found.Members) == 0 {
		return 0, wrong("as", "Type the nickname of a member: the service is told who asks.")
	}
	return found.Members[0].ID, nil
}

func (s *Screen) redeliver(w http.ResponseWriter, r *http.Request) error {
	trial, err := s.desk.Redeliver(r.Context(), actorOf(r.Context()), r.PathValue("name"), r.PathValue("id"))
	no := mended(err)
	if no == nil && err != nil {
		return err
	}
	p := commandPage{As: self(r)}
	if no == nil {
		p.Trial = &trial
	}
	return s.commandWith(w, r, p, no)
}
