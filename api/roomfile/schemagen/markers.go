package main

import (
	"fmt"
	"go/ast"
	"strconv"
	"strings"
)

// mark takes description and limits from a doc comment.
func (n *node) mark(doc *ast.CommentGroup) error {
	if doc == nil {
		return nil
	}
	var words []string
	for _, line := range strings.Split(doc.Text(), "\n") {
		marker, isMarker := strings.CutPrefix(strings.TrimSpace(line), "+")
		if !isMarker {
			words = append(words, strings.TrimSpace(line))
			continue
		}
		if err := n.apply(marker); err != nil {
			return err
		}
	}
	n.Description = strings.TrimSpace(strings.Join(words, " "))
	return nil
}

func (n *node) apply(marker string) error {
	key, value, _ := strings.Cut(marker, "=")
	key = strings.TrimPrefix(key, "kubebuilder:validation:")
	if item, ok := strings.CutPrefix(key, "items:"); ok {
		return n.Items.limit(item, value)
	}
	switch key {
	case "optional", "kubebuilder:object:generate":
		return nil
	case "listType":
		n.UniqueItems = value == "set"
		return nil
	case "listMapKey":
		return nil
	}
	return n.limit(key, value)
}

func (n *node) limit(key, value string) error {
	switch key {
	case "Enum":
		n.Enum = enumValues(value)
		return nil
	case "Pattern":
		n.Pattern = strings.Trim(value, "`")
		return nil
	}
	target, ok := n.numbers()[key]
	if !ok {
		return fmt.Errorf("marker %q is not known to schemagen", key)
	}
	v, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return fmt.Errorf("marker %s: %w", key, err)
	}
	*target = &v
	return nil
}

func (n *node) numbers() map[string]**int64 {
	return map[string]**int64{
		"MinLength": &n.MinLength, "MaxLength": &n.MaxLength,
		"Minimum": &n.Minimum, "Maximum": &n.Maximum,
		"MinItems": &n.MinItems, "MaxItems": &n.MaxItems,
	}
}

func enumValues(list string) []string {
	values := strings.Split(list, ";")
	for i := range values {
		values[i] = strings.Trim(values[i], `"`)
	}
	return values
}
