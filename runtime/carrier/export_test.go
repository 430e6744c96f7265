package carrier

// Rebase shows where a generated client's address ends up.
func Rebase(baseURL, address string) (string, error) {
	base, err := parseBase(baseURL)
	if err != nil {
		return "", err
	}
	u, err := (&Client{base: base}).rebase(address)
	if err != nil {
		return "", err
	}
	return u.String(), nil
}

// Operation shows how a request is called in metrics.
func Operation(method, path string) string { return operation(method, path) }

// ScanTop shows what the scanner finds of the names that matter.
func ScanTop(b []byte) map[string]string {
	found := map[string]string{}
	scanTop(b, func(key string, token []byte) { found[key] = unquote(token) })
	return found
}

// MaskNumbers shows what is left of numbers.
func MaskNumbers(s string) string { return maskNumbers(s) }
