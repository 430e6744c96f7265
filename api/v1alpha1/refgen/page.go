package main

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed intro.md
var intro string

// page collects the sections of the reference.
type page struct {
	strings.Builder
}

// render writes the page: what people look for first comes first, and fields come last,
// because they are looked up and not read.
func render(groups []group, fields string) (string, error) {
	p := &page{}
	p.WriteString(strings.TrimSpace(intro) + "\n\n")
	for _, g := range groups {
		if len(g.constants) == 0 {
			continue
		}
		if err := p.section(g); err != nil {
			return "", err
		}
	}
	p.WriteString("## Fields\n\n" + body(fields))
	return p.String(), nil
}

func (p *page) section(g group) error {
	kind := g.constants[0].kind()
	for _, c := range g.constants {
		if c.kind() != kind {
			return fmt.Errorf("%s stands among constants of another kind", c.name)
		}
		if kind == "Reason" && c.todo == "" {
			return fmt.Errorf("the comment of %s does not end with \"To do: …\", for people who meet it", c.name)
		}
	}
	if kind == "" {
		return fmt.Errorf("%s is no condition, reason, event or annotation", g.constants[0].name)
	}
	p.WriteString("## " + title(g.words) + "\n\n")
	if rest := strings.TrimSpace(strings.TrimPrefix(g.words, firstSentence(g.words))); rest != "" {
		p.WriteString(rest + "\n\n")
	}
	p.table(kind, g.constants, kind == "Reason")
	return nil
}

// columns are how the second column is called, whose cells then need not begin with it.
var columns = map[string]string{"Condition": "is True", "Reason": "surfaces", "Event": "tells", "Annotation": ""}

func (p *page) table(kind string, constants []constant, todo bool) {
	column := columns[kind]
	head, rule := "| "+strings.ToLower(kind)+" | "+column+" |", "|---|---|"
	if todo {
		head, rule = head+" what to do |", rule+"---|"
	}
	p.WriteString(head + "\n" + rule + "\n")
	for _, c := range constants {
		row := "| `" + c.value + "` | " + cell(strings.TrimPrefix(c.words, column+" ")) + " |"
		if todo {
			row += " " + cell(c.todo) + " |"
		}
		p.WriteString(row + "\n")
	}
	p.WriteString("\n")
}

func cell(text string) string { return strings.ReplaceAll(strings.TrimSuffix(text, "."), "|", "\\|") }

// title is a group's first sentence as a heading.
func title(words string) string { return strings.TrimSuffix(firstSentence(words), ".") }

func firstSentence(words string) string {
	first, _, found := strings.Cut(words, ". ")
	if found {
		return first + "."
	}
	return words
}

// body is what crd-ref-docs says of types, its headings a level below ours: SmackRoom's own,
// then those that a room file has as well, which it puts before them.
func body(fields string) string {
	before, types, found := strings.Cut(fields, "### Resource Types")
	if !found {
		return fields
	}
	own := "### Resource Types" + types
	_, shared, found := strings.Cut(before, "\n#### ")
	if !found {
		return own
	}
	shared, _, _ = strings.Cut(shared, "\n## ")
	return strings.TrimRight(own, "\n") + "\n\n### Types that a room file has as well\n\n#### " + strings.TrimSpace(shared) + "\n"
}
