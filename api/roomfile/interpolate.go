package roomfile

import (
	"strings"
	"unicode/utf8"
)

// expression is a piece of CEL inside a text, with the place of its first character.
type expression struct {
	text         string
	line, column int
}

// at moves a place inside the expression to one inside the text that holds it. CEL counts
// columns from 0.
func (e expression) at(line, column int) (int, int) {
	if line < 1 {
		return e.line, e.column
	}
	if line == 1 {
		return e.line, e.column + max(column, 0)
	}
	return e.line + line - 1, max(column, 0) + 1
}

// interpolations finds the CEL between ${ and } in a text. Braces and quotes inside the
// expression are respected. open is the place of a ${ that is never closed.
func interpolations(text string) (found []expression, open *expression) {
	for from := 0; ; {
		start := strings.Index(text[from:], "${")
		if start < 0 {
			return found, nil
		}
		begin := from + start + len("${")
		e := placed(text, begin)
		length := closing(text[begin:])
		if length < 0 {
			return found, &e
		}
		e.text = text[begin : begin+length]
		found = append(found, e)
		from = begin + length + len("}")
	}
}

// RuleTextPart is a piece of a rule's text: words as they are, or CEL.
//
// +kubebuilder:object:generate=false
type RuleTextPart struct {
	Words, Expression string
}

// RuleTextParts takes a rule's text apart. What is never closed stands as it is written.
func RuleTextParts(text string) []RuleTextPart {
	var parts []RuleTextPart
	expressions, _ := interpolations(text)
	for _, e := range expressions {
		words, rest, _ := strings.Cut(text, "${"+e.text+"}")
		if words != "" {
			parts = append(parts, RuleTextPart{Words: words})
		}
		parts = append(parts, RuleTextPart{Expression: e.text})
		text = rest
	}
	if text != "" {
		parts = append(parts, RuleTextPart{Words: text})
	}
	return parts
}

func placed(text string, offset int) expression {
	before := text[:offset]
	lastLine := before[strings.LastIndexByte(before, '\n')+1:]
	return expression{line: strings.Count(before, "\n") + 1, column: utf8.RuneCountInString(lastLine) + 1}
}

// closing is the offset of the brace that ends the expression; -1 if there is none.
func closing(text string) int {
	depth, quote := 0, byte(0)
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case quote != 0 && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '{':
			depth++
		case c == '}' && depth == 0:
			return i
		case c == '}':
			depth--
		}
	}
	return -1
}
