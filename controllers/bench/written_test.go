package bench

import (
	"bytes"
	"fmt"
	"net/http"
	"os"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"k8s.io/client-go/kubernetes"
)

// written are the API server's counts of requests that change something, by verb and
// kind of object, whoever sent them.
type written map[string]float64

func (w *world) written() written {
	clients := must(kubernetes.NewForConfig(w.config))
	text := must(clients.RESTClient().Get().AbsPath("/metrics").DoRaw(w.ctx))
	parser := expfmt.NewTextParser(model.UTF8Validation)
	counts := written{}
	for _, series := range must(parser.TextToMetricFamilies(bytes.NewReader(text)))["apiserver_request_total"].GetMetric() {
		labels := map[string]string{}
		for _, l := range series.GetLabel() {
			labels[l.GetName()] = l.GetValue()
		}
		switch labels["verb"] {
		case http.MethodPost, http.MethodPut, http.MethodDelete, "APPLY", http.MethodPatch:
			counts[fmt.Sprintf("%s %s/%s: %s", labels["verb"], labels["resource"], labels["subresource"], labels["code"])] += series.GetCounter().GetValue()
		}
	}
	return counts
}

// explain tells on stderr what was written since, so that a figure that should be zero
// can be traced.
func (w *world) explain(what string, since written) {
	for name, n := range w.written() {
		if n > since[name] {
			fmt.Fprintf(os.Stderr, "bench-operator: %s: %v × %s\n", what, n-since[name], name)
		}
	}
}
