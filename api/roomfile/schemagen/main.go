// Command schemagen writes the room file's JSON schema from the Go types: field names and
// kinds from the declarations, limits from the kubebuilder markers, descriptions from the
// doc comments. So the schema that editors use, the checks of Parse and the SmackRoom
// resource rest on one text.
//
// It promises the same output for the same types. It knows the markers that package
// roomfile uses and refuses any other, so that no limit is lost silently.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: schemagen <directory of package roomfile> <schema.json to write>")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "schemagen:", err)
		os.Exit(1)
	}
}

func run(dir, out string) error {
	text, err := generate(dir)
	if err != nil {
		return err
	}
	return os.WriteFile(out, text, 0o644)
}
