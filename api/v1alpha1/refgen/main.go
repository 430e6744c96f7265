// Command refgen writes the page about SmackRoom: how to begin, every condition with its
// reasons and what to do about them, the annotations, the events, and behind them the fields
// as crd-ref-docs found them. Words come from the doc comments of package v1alpha1, so that
// the page and the code are one text.
//
// It promises the same page for the same comments, and refuses a constant that it cannot
// place, so that none is missing.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: refgen <directory of package v1alpha1> <fields.md of crd-ref-docs> <page to write>")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "refgen:", err)
		os.Exit(1)
	}
}

func run(dir, fields, out string) error {
	groups, err := parse(dir)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(fields)
	if err != nil {
		return err
	}
	page, err := render(groups, string(text))
	if err != nil {
		return err
	}
	return os.WriteFile(out, []byte(page), 0o644)
}
