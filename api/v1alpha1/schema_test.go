package v1alpha1_test

import (
	"context"
	"os"

	. "github.com/onsi/gomega"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	apiservervalidation "k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"sigs.k8s.io/yaml"
)

const crdFile = "../../config/crd/bases/smack.dev_smackrooms.yaml"

// schema judges manifests as the API server would: defaults, then the OpenAPI
// schema, then the CEL rules.
type schema struct {
	structural *structuralschema.Structural
	openAPI    apiservervalidation.SchemaValidator
	rules      *cel.Validator
}

func loadCRD() *apiextensions.CustomResourceDefinition {
	raw, err := os.ReadFile(crdFile)
	Expect(err).NotTo(HaveOccurred())
	versioned := &apiextensionsv1.CustomResourceDefinition{}
	Expect(yaml.UnmarshalStrict(raw, versioned)).To(Succeed())
	apiextensionsv1.SetDefaults_CustomResourceDefinition(versioned)
	apiextensionsv1.SetDefaults_CustomResourceDefinitionSpec(&versioned.Spec)
	crd := &apiextensions.CustomResourceDefinition{}
	Expect(apiextensionsv1.Convert_v1_CustomResourceDefinition_To_apiextensions_CustomResourceDefinition(versioned, crd, nil)).To(Succeed())
	return crd
}

func loadSchema() schema {
	crd := loadCRD()
	validation := crd.Spec.Validation
	if validation == nil {
		validation = crd.Spec.Versions[0].Schema
	}
	structural, err := structuralschema.NewStructural(validation.OpenAPIV3Schema)
	Expect(err).NotTo(HaveOccurred())
	openAPI, _, err := apiservervalidation.NewSchemaValidator(validation.OpenAPIV3Schema)
	Expect(err).NotTo(HaveOccurred())
	return schema{
		structural: structural,
		openAPI:    openAPI,
		rules:      cel.NewValidator(structural, true, celconfig.PerCallLimit),
	}
}

func (s schema) defaulted(manifest string) map[string]any {
	object := map[string]any{}
	raw, err := yaml.YAMLToJSON([]byte(manifest))
	ExpectWithOffset(2, err).NotTo(HaveOccurred())
	// CEL tells whole numbers from others, as the API server's own decoder does.
	ExpectWithOffset(2, utiljson.Unmarshal(raw, &object)).To(Succeed())
	defaulting.Default(object, s.structural)
	return object
}

// judge returns what is wrong with a manifest, and with the change from an older one
// unless that is empty.
func (s schema) judge(manifest, older string) field.ErrorList {
	object := s.defaulted(manifest)
	problems := apiservervalidation.ValidateCustomResource(nil, object, s.openAPI)
	var old any
	if older != "" {
		old = s.defaulted(older)
	}
	found, _ := s.rules.Validate(context.Background(), nil, s.structural, object, old, celconfig.RuntimeCELCostBudget)
	return append(problems, found...)
}
