package equipment

import (
	"time"

	"runup/internal/store"
)

// The columns that an entry writes, in the order of their values.
var (
	byID             = []string{"id"}
	areaColumns      = []string{"name", "site", "phone", "changed_at", "registrant"}
	equipmentColumns = []string{"name", "kind", "area", "status", "status_since", "inventory", "gs1", "features", "points", "affects", "calibration_due", "changed_at"}
)

type equipmentRow struct {
	ID             string `gorm:"primaryKey"`
	Name           string
	Kind           string
	Area           string
	Status         Status
	StatusSince    store.Instant
	Inventory      store.JSON[Inventory]
	GS1            string `gorm:"column:gs1"`
	Features       store.JSON[[]string]
	Points         store.JSON[[]Point]
	Affects        store.JSON[[]string]
	CalibrationDue string
	ChangedAt      store.Instant
	Alarms         store.JSON[[]Alarm]

	HeldSince        store.Instant // since when it has not been in full use; 0 while it is
	Repaired         bool
	StatusReason     string
	StatusBy         string
	StatusEscalation string
	Restriction      string
	RestrictedUntil  *store.Instant
}

func (equipmentRow) TableName() string { return "equipment" }

func (r equipmentRow) equipment() Equipment {
	return Equipment{
		ID: r.ID, Name: r.Name, Kind: r.Kind, Area: r.Area, Status: r.Status, StatusSince: r.StatusSince.Time(),
		Inventory: r.Inventory.V, GS1: r.GS1, Features: r.Features.V, Points: r.Points.V, Affects: r.Affects.V,
		CalibrationDue: r.CalibrationDue, Alarms: r.Alarms.V,
		Repaired: r.Repaired, StatusReason: r.StatusReason, StatusBy: r.StatusBy, StatusEscalation: r.StatusEscalation,
		Restriction: r.Restriction, RestrictedUntil: r.RestrictedUntil.TimePtr(), HeldSince: r.held(),
	}
}

func (r equipmentRow) held() *time.Time {
	if r.Status == InService {
		return nil
	}
	since := r.HeldSince
	if since == 0 { // it was entered like that
		since = r.StatusSince
	}
	t := since.Time()
	return &t
}

type areaRow struct {
	ID         string `gorm:"primaryKey"`
	Name       string
	Site       string
	Phone      string
	ChangedAt  store.Instant
	Registrant string
}

func (areaRow) TableName() string { return "area" }

func (r areaRow) area() Area {
	return Area{ID: r.ID, Name: r.Name, Site: r.Site, Phone: r.Phone, Registrant: r.Registrant}
}
