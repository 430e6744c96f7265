package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// exportTime bounds the reading of all records.
const exportTime = 5 * time.Minute

// consentCommand is the consent tool.
type consentCommand struct {
	Export exportCommand `cmd:"" help:"Print the consent records: who joined, was invited, opted out or in, when, and by which words. Numbers are shown in full, for they are what is recorded. Of who has left, the record keeps when and how, and no number; --number finds it all the same."`
}

// exportCommand prints consent records, oldest first.
type exportCommand struct {
	Config string    `short:"c" default:"${podConfig}" placeholder:"FILE" help:"The room file; its Redis, or REDIS_URL, is where the records are."`
	Output string    `short:"o" default:"csv" enum:"csv,json" help:"How to print: ${enum}."`
	Since  time.Time `format:"2006-01-02" placeholder:"2026-11-25" help:"Only what happened on that day (UTC) or later."`
	Number string    `placeholder:"+14155550123" help:"Only the records of this number."`
}

// consentRow is store.Consent for people and scripts.
type consentRow struct {
	Time time.Time `json:"time"`
	// Number is "forgotten:" and a keyed hash once the number is.
	Number string `json:"number"`
	How    string `json:"how"`
	Text   string `json:"text,omitempty"`
	Shown  string `json:"shown,omitempty"`
	// InvitedBy is a member's ID.
	InvitedBy uint32 `json:"invitedBy,omitempty"`
	SID       string `json:"sid,omitempty"`
}

// Run is called by kong.
func (c *exportCommand) Run(ctx context.Context, p program) error {
	ctx, cancel := context.WithTimeout(ctx, exportTime)
	defer cancel()
	st, _, finish, err := p.open(ctx, c.Config)
	if err != nil {
		return err
	}
	defer finish()
	rows, err := c.rows(ctx, st)
	if err != nil {
		return err
	}
	if c.Output == "json" {
		return printJSON(p.out, rows)
	}
	return consentTable(p.out, rows)
}

func (c *exportCommand) rows(ctx context.Context, st *store.Store) ([]consentRow, error) {
	number, who := chat.E164(c.Number), ""
	if number != "" {
		var err error
		if who, err = st.Who(ctx, number); err != nil {
			return nil, err
		}
	}
	rows := []consentRow{}
	for one, err := range st.Consents(ctx) {
		switch {
		case err != nil:
			return nil, err
		case one.At.Before(c.Since), number != "" && one.Number != number && one.Who != who:
			continue
		case number != "":
			one.Number = number
		}
		rows = append(rows, rowOf(one))
	}
	return rows, nil
}

func rowOf(c store.Consent) consentRow {
	row := consentRow{
		Time: c.At.UTC(), Number: string(c.Number), How: c.How, Text: c.Text, Shown: c.Shown,
		InvitedBy: uint32(c.By), SID: c.SID,
	}
	if row.Number == "" {
		row.Number = "forgotten:" + c.Who
	}
	return row
}

// consentTable prints a line for each row, for spreadsheets.
func consentTable(out io.Writer, rows []consentRow) error {
	w := csv.NewWriter(out)
	_ = w.Write([]string{"time", "number", "how", "text", "shown", "invited by", "sid"}) // Flush tells
	for _, r := range rows {
		by := ""
		if r.InvitedBy != 0 {
			by = strconv.FormatUint(uint64(r.InvitedBy), 10)
		}
		_ = w.Write([]string{r.Time.Format(time.RFC3339), numberCell(r.Number), r.How, textCell(r.Text), textCell(r.Shown), by, textCell(r.SID)})
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return fmt.Errorf("printing the records: %w", err)
	}
	return nil
}

// numberCell lets a plain number stand as it is.
func numberCell(s string) string {
	if strings.Trim(strings.TrimPrefix(s, "+"), "0123456789") == "" {
		return s
	}
	return textCell(s)
}

// textCell keeps a spreadsheet from taking what somebody texted for a formula.
// Source: https://owasp.org/www-community/attacks/CSV_Injection
func textCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
