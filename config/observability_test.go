package config_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

var _ = Describe("Alerts and dashboards", func() {
	It("speak of metrics that there are", func(ctx SpecContext) {
		known := spoken("../runtime", "../controllers")
		for _, expr := range append(alertExpressions(kustomize(ctx, "prometheus")), panelExpressions()...) {
			for _, name := range metricName.FindAllString(expr, -1) {
				Expect(known).To(HaveKey(histogramPart.ReplaceAllString(name, "")), expr)
			}
		}
	})

	It("say what to do", func(ctx SpecContext) {
		for _, rule := range alerts(kustomize(ctx, "prometheus")) {
			annotations, _, err := unstructured.NestedStringMap(rule, "annotations")
			Expect(err).NotTo(HaveOccurred())
			Expect(annotations).To(And(HaveKey("summary"), HaveKey("description")), rule["alert"].(string))
		}
	})

	It("are found by Grafana's sidecar", func(ctx SpecContext) {
		maps := ofKind(kustomize(ctx, "grafana"), "ConfigMap")
		Expect(maps).To(HaveLen(1))
		Expect(maps[0].GetLabels()).To(HaveKeyWithValue("grafana_dashboard", "1"))
		Expect(maps[0].Object["data"]).To(And(HaveKey("operator.json"), HaveKey("rooms.json")))
	})
})

var (
	metricName    = regexp.MustCompile(`\bsmack(room_operator)?_[a-z_]+`)
	histogramPart = regexp.MustCompile(`_(bucket|sum|count)$`)
)

// spoken are the names that metrics have or may have in the sources: their literals, and
// those with the prefixes that both programs put before theirs.
func spoken(dirs ...string) map[string]bool {
	names := map[string]bool{}
	for _, dir := range dirs {
		Expect(filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
					text, _ := strconv.Unquote(literal.Value)
					names[text], names["smack_"+text], names["smackroom_operator_"+text] = true, true, true
				}
				return true
			})
			return nil
		})).To(Succeed())
	}
	return names
}

func alerts(objects []*unstructured.Unstructured) (all []map[string]any) {
	for _, rules := range ofKind(objects, "PrometheusRule") {
		groups, _, err := unstructured.NestedSlice(rules.Object, "spec", "groups")
		Expect(err).NotTo(HaveOccurred())
		for _, group := range groups {
			for _, rule := range group.(map[string]any)["rules"].([]any) {
				all = append(all, rule.(map[string]any))
			}
		}
	}
	Expect(all).NotTo(BeEmpty())
	return all
}

func alertExpressions(objects []*unstructured.Unstructured) (all []string) {
	for _, rule := range alerts(objects) {
		all = append(all, rule["expr"].(string))
	}
	return all
}

func panelExpressions() (all []string) {
	files, err := filepath.Glob("grafana/*.json")
	Expect(err).NotTo(HaveOccurred())
	Expect(files).NotTo(BeEmpty())
	for _, file := range files {
		text, err := os.ReadFile(file)
		Expect(err).NotTo(HaveOccurred())
		var dashboard struct {
			Panels []struct {
				Targets []struct{ Expr string }
			}
		}
		Expect(json.Unmarshal(text, &dashboard)).To(Succeed(), file)
		for _, panel := range dashboard.Panels {
			for _, target := range panel.Targets {
				all = append(all, target.Expr)
			}
		}
	}
	return all
}
