package carrier

// The GSM 7-bit default alphabet and its extension table (3GPP TS 23.038, 6.2.1), in
// the order of the standard. An extension character is sent as two septets.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ" +
		" !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§" +
		"¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtension = "\f^{}\\[~]|€"
)

// gsmWidths has the septets of every character up to the Greek capitals; 0 is none.
var gsmWidths = func() (widths [0x400]uint8) {
	for _, r := range gsmBasic {
		widths[r] = 1
	}
	for _, r := range gsmExtension {
		if int(r) < len(widths) {
			widths[r] = 2
		}
	}
	return widths
}()

// gsmUnits is how many septets a character takes; 0 means it is not in GSM-7.
func gsmUnits(r rune) int {
	if r >= 0 && int(r) < len(gsmWidths) {
		return int(gsmWidths[r])
	}
	if r == '€' {
		return 2
	}
	return 0
}
