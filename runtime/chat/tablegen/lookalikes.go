package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// licence stands above the table, for its data is Unicode's.
const licence = `// Unicode's data, cut to what a nickname may have; version %s of
// https://www.unicode.org/Public/security/%s/confusables.txt.
//
// Copyright © 1991-2022 Unicode, Inc. All rights reserved. Distributed under the Terms of
// Use in https://www.unicode.org/copyright.html.
//
// Permission is hereby granted, free of charge, to any person obtaining a copy of the
// Unicode data files and any associated documentation (the "Data Files") or Unicode
// software and any associated documentation (the "Software") to deal in the Data Files or
// Software without restriction, including without limitation the rights to use, copy,
// modify, merge, publish, distribute, and/or sell copies of the Data Files or Software, and
// to permit persons to whom the Data Files or Software are furnished to do so, provided
// that either (a) this copyright and permission notice appear with all copies of the Data
// Files or Software, or (b) this copyright and permission notice appear in associated
// Documentation.
//
// THE DATA FILES AND SOFTWARE ARE PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS
// OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A
// PARTICULAR PURPOSE AND NONINFRINGEMENT OF THIRD PARTY RIGHTS. IN NO EVENT SHALL THE
// COPYRIGHT HOLDER OR HOLDERS INCLUDED IN THIS NOTICE BE LIABLE FOR ANY CLAIM, OR ANY
// SPECIAL INDIRECT OR CONSEQUENTIAL DAMAGES, OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS
// OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS
// ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THE DATA FILES OR
// SOFTWARE.
//
// Except as contained in this notice, the name of a copyright holder shall not be used in
// advertising or otherwise to promote the sale, use or other dealings in these Data Files
// or Software without prior written authorization of the copyright holder.

`

type lookalike struct {
	from rune
	to   string
}

func writeLookalikes(file, confusables string) error {
	text, err := os.ReadFile(confusables)
	if err != nil {
		return err
	}
	version, list, err := readConfusables(string(text))
	if err != nil {
		return fmt.Errorf("reading %s: %w", confusables, err)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, licence, version, version)
	b.WriteString("// lookalikes are characters and what each is easily taken for, in the order of the\n")
	b.WriteString("// characters.\nvar lookalikes = [...]lookalike{\n")
	for _, l := range list {
		fmt.Fprintf(&b, "{%#x, %s},\n", l.from, strconv.QuoteToASCII(l.to))
	}
	b.WriteString("}\n")
	return writeGo(file, b.Bytes())
}

// readConfusables reads lines of "code ; codes ; MA # comment".
func readConfusables(text string) (version string, list []lookalike, err error) {
	for line := range strings.Lines(text) {
		if v, ok := strings.CutPrefix(line, "# Version: "); ok {
			version = strings.TrimSpace(v)
		}
		line, _, _ = strings.Cut(line, "#")
		fields := strings.Split(line, ";")
		if len(fields) < 2 {
			continue
		}
		from, err := codePoints(strings.TrimPrefix(fields[0], "\ufeff"))
		if err != nil {
			return "", nil, err
		}
		to, err := codePoints(fields[1])
		if err != nil {
			return "", nil, err
		}
		if r := []rune(from); len(r) == 1 && reachesTable(r[0]) && from != to {
			list = append(list, lookalike{r[0], to})
		}
	}
	slices.SortFunc(list, func(a, b lookalike) int { return cmp.Compare(a.from, b.from) })
	return version, list, nil
}

func codePoints(field string) (string, error) {
	var b strings.Builder
	for code := range strings.FieldsSeq(field) {
		n, err := strconv.ParseUint(code, 16, 21)
		if err != nil {
			return "", err
		}
		b.WriteRune(rune(n))
	}
	return b.String(), nil
}

// reachesTable holds for what stands in a nickname after NFKC and NFD.
func reachesTable(r rune) bool {
	if !unicode.In(r, unicode.L, unicode.Nd, unicode.Mn, unicode.Mc) && r != '_' && r != '-' && r != '.' {
		return false
	}
	return norm.NFKD.String(string(r)) == string(r)
}
