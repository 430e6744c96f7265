package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
)

// node is one JSON schema; only what room files need of the vocabulary.
type node struct {
	Schema      string           `json:"$schema,omitempty"`
	ID          string           `json:"$id,omitempty"`
	Title       string           `json:"title,omitempty"`
	Description string           `json:"description,omitempty"`
	Type        string           `json:"type,omitempty"`
	Enum        []string         `json:"enum,omitempty"`
	Pattern     string           `json:"pattern,omitempty"`
	MinLength   *int64           `json:"minLength,omitempty"`
	MaxLength   *int64           `json:"maxLength,omitempty"`
	Minimum     *int64           `json:"minimum,omitempty"`
	Maximum     *int64           `json:"maximum,omitempty"`
	MinItems    *int64           `json:"minItems,omitempty"`
	MaxItems    *int64           `json:"maxItems,omitempty"`
	UniqueItems bool             `json:"uniqueItems,omitempty"`
	Items       *node            `json:"items,omitempty"`
	Properties  map[string]*node `json:"properties,omitempty"`
	Required    []string         `json:"required,omitempty"`
	Closed      *bool            `json:"additionalProperties,omitempty"`
}

// types are the declarations of the package by name.
type types map[string]declared

type declared struct {
	expr ast.Expr
	doc  *ast.CommentGroup
}

func generate(dir string) ([]byte, error) {
	decls, err := declarations(dir)
	if err != nil {
		return nil, err
	}
	root, err := decls.named("File")
	if err != nil {
		return nil, err
	}
	root.Schema = "https://json-schema.org/draft/2020-12/schema"
	root.ID = "https://smack.dev/schema/v1alpha1/roomfile.json"
	root.Title = "Smack room file"
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err = enc.Encode(root)
	return text.Bytes(), err
}

func declarations(dir string) (types, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	decls := types{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		decls.add(parsed)
	}
	return decls, nil
}

func (t types) add(file *ast.File) {
	for _, decl := range file.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.TYPE {
			continue
		}
		for _, spec := range group.Specs {
			s := spec.(*ast.TypeSpec)
			t[s.Name.Name] = declared{expr: s.Type, doc: group.Doc}
		}
	}
}

// of is the schema of a type expression.
func (t types) of(expr ast.Expr) (*node, error) {
	switch e := expr.(type) {
	case *ast.StarExpr:
		return t.of(e.X)
	case *ast.ArrayType:
		items, err := t.of(e.Elt)
		return &node{Type: "array", Items: items}, err
	case *ast.StructType:
		return t.object(e)
	case *ast.Ident:
		return t.named(e.Name)
	default:
		return nil, fmt.Errorf("no schema for a field of type %T", expr)
	}
}

func (t types) named(name string) (*node, error) {
	switch name {
	case "string":
		return &node{Type: "string"}, nil
	case "bool":
		return &node{Type: "boolean"}, nil
	case "int", "int32", "int64":
		return &node{Type: "integer"}, nil
	}
	d, ok := t[name]
	if !ok {
		return nil, fmt.Errorf("type %s is not declared in the package", name)
	}
	n, err := t.of(d.expr)
	if err != nil {
		return nil, fmt.Errorf("type %s: %w", name, err)
	}
	return n, n.mark(d.doc)
}

func (t types) object(s *ast.StructType) (*node, error) {
	closed := false
	n := &node{Type: "object", Properties: map[string]*node{}, Closed: &closed}
	for _, field := range s.Fields.List {
		name, optional := jsonName(field)
		child, err := t.of(field.Type)
		if err == nil {
			err = child.mark(field.Doc)
		}
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", name, err)
		}
		n.Properties[name] = child
		if !optional {
			n.Required = append(n.Required, name)
		}
	}
	return n, nil
}

func jsonName(f *ast.Field) (name string, optional bool) {
	tag, _ := strconv.Unquote(f.Tag.Value)
	name, rest, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
	return name, strings.Contains(rest, "omitempty")
}
