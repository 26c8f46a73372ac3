package api

import (
	"testing"

	"runup/api/contract"
	"runup/api/wire"
	"runup/internal/staff"
)

func contractOf(t testing.TB) *contract.Contract {
	t.Helper()
	c, err := contract.Read(wire.Contract)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func operationOf(t testing.TB, id string) *contract.Operation {
	t.Helper()
	for _, o := range contractOf(t).Operations() {
		if o.ID == id {
			return o
		}
	}
	t.Fatalf("no operation %s", id)
	return nil
}

func TestEveryOperationHasARowOfAKnownPower(t *testing.T) {
	if err := guardRows(contractOf(t).Operations()); err != nil {
		t.Error(err)
	}
	for id, power := range powers {
		if !staff.Known(power) {
			t.Errorf("%s wants %q, which is no power", id, power)
		}
	}
}

func TestAnOperationWithoutARowDoesNotStart(t *testing.T) {
	known := contractOf(t).Operations()
	if err := guardRows(append(known, &contract.Operation{ID: "openEveryDoor"})); err == nil {
		t.Error("an operation without a row was let through")
	}
	if err := guardRows(known[1:]); err == nil {
		t.Error("a row without an operation was let through")
	}
	opened := &contract.Operation{ID: known[0].ID, Token: contract.Ignored}
	if err := guardRows(append([]*contract.Operation{opened}, known[1:]...)); err == nil {
		t.Errorf("%s needs no token by the contract and one by the guard", opened.ID)
	}
}
