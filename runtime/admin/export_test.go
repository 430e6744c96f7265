package admin

// Routes are what the API serves, as "GET /path".
func (a *API) Routes() []string {
	list := []string{"GET /openapi.yaml"}
	for _, r := range a.routes {
		list = append(list, r.method+" "+r.path)
	}
	return list
}

// Document is the API's own description.
func Document() []byte { return apiDocument }
