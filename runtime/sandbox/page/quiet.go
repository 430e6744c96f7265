package page

import "regexp"

// What the room answers to #quiet, in its first language.
var (
	quietFrom = regexp.MustCompile(`^(?:Quiet|Your quiet hours are) (?:from )?(\S+) to (\S+), (\S+) time\.`)
	quietOff  = regexp.MustCompile(`^(?:Your quiet hours are off|You have no quiet hours)\b`)
)

// hush learns from what the room says to a phone when it is not to be disturbed.
func (p *Phone) hush(text string) {
	if hours := quietFrom.FindStringSubmatch(text); hours != nil {
		p.Quiet = hours[1] + "–" + hours[2]
		return
	}
	if quietOff.MatchString(text) {
		p.Quiet = ""
	}
}

func (b *phoneBook) quiet(number string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if phone := b.find(number); phone != nil {
		return phone.Quiet
	}
	return ""
}
