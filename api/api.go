package api

//go:generate go tool -modfile=../tools.mod oapi-codegen -config=codegen.yaml ../openapi.yaml
