package chat

import "strings"

// The GSM 03.38 alphabet and its extension, whose characters count twice.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmTwice = "\f^{}\\[~]|€"
)

func plainGSM(body string) bool {
	return strings.IndexFunc(body, func(r rune) bool {
		return !strings.ContainsRune(gsmBasic, r) && !strings.ContainsRune(gsmTwice, r)
	}) < 0
}

// segments counts as the carrier does.
func segments(body string) int {
	length, one, many := units(body), 70, 67
	if plainGSM(body) {
		length, one, many = 0, 160, 153
		for _, r := range body {
			length++
			if strings.ContainsRune(gsmTwice, r) {
				length++
			}
		}
	}
	if length <= one {
		return 1
	}
	return (length + many - 1) / many
}
