package sample

import (
	"fmt"
	"strings"

	"runup/internal/equipment"
)

// areas are the rooms of the sample department's one site.
var areas = []equipment.Area{
	{ID: "linacs", Name: "Linear accelerators", Phone: "2101"},
	{ID: "superficial", Name: "Superficial treatment", Phone: "2110"},
	{ID: "ct", Name: "CT planning", Phone: "2120"},
	{ID: "brachytherapy", Name: "Brachytherapy", Phone: "2130"},
	{ID: "clinic", Name: "Review clinic and treatment rooms", Phone: "2140"},
	{ID: "stores", Name: "Stores and clean utility", Phone: "2150"},
}

const site = "Northfield Cancer Centre"

// pieces is the equipment, what is protected before what protects it. calibrated is how long test
// equipment may be used.
func pieces(calibrated string) []equipment.Equipment {
	return append(radiological(), append(warning(), ordinary(calibrated)...)...)
}

func radiological() []equipment.Equipment {
	return []equipment.Equipment{
		machine("linac-1", "LA1", "linac", "linacs", "Varian", "TrueBeam", 2019, "6mv", "10mv", "6fff", "6mev", "9mev", "12mev", "imaging", "cbct", "area-monitor"),
		machine("linac-2", "LA2", "linac", "linacs", "Elekta", "Versa HD", 2021, "6mv", "10mv", "6mev", "9mev", "12mev", "imaging", "cbct", "vented-chamber"),
		machine("sxr-1", "Superficial X-ray unit", "sxr", "superficial", "Xstrahl", "150", 2016),
		machine("ct-1", "CT simulator", "ct", "ct", "Siemens", "SOMATOM go.Open Pro", 2022),
		machine("hdr-1", "HDR afterloader", "hdr", "brachytherapy", "Elekta", "Flexitron", 2018),
	}
}

func machine(id, name, kind, area, maker, model string, year int, features ...string) equipment.Equipment {
	q := thing(id, name, kind, area, maker, model, year)
	q.Features = features
	return q
}

// warning is what protects the rooms: it is never withdrawn, and a failing point holds its room.
func warning() []equipment.Equipment {
	signs := thing("warning-signs-1", "Radiation warning signs and lights", "signs", "linacs", "Estates", "Room controls", 2019)
	signs.Points = []equipment.Point{
		{ID: "la1-door", Name: "LA1 door", Affects: []string{"linac-1"}},
		{ID: "la2-door", Name: "LA2 door", Affects: []string{"linac-2"}},
		{ID: "sxr-door", Name: "Superficial room door", Affects: []string{"sxr-1"}},
		{ID: "ct-door", Name: "CT door", Affects: []string{"ct-1"}},
		{ID: "hdr-door", Name: "Brachytherapy door", Affects: []string{"hdr-1"}},
	}
	calls := thing("call-buttons-1", "Emergency call buttons", "call-points", "clinic", "Static Systems", "Codemaster", 2019)
	calls.Points = []equipment.Point{
		{ID: "point-01", Name: "LA1 treatment room", Affects: []string{"linac-1"}},
		{ID: "point-02", Name: "LA1 changing room"},
		{ID: "point-03", Name: "LA2 treatment room", Affects: []string{"linac-2"}},
		{ID: "point-04", Name: "LA2 changing room"},
		{ID: "point-05", Name: "Superficial room", Affects: []string{"sxr-1"}},
		{ID: "point-06", Name: "CT room", Affects: []string{"ct-1"}},
		{ID: "point-07", Name: "Brachytherapy room", Affects: []string{"hdr-1"}},
		{ID: "point-08", Name: "Clinic room 1"},
		{ID: "point-09", Name: "Clinic room 2"},
		{ID: "point-10", Name: "Waiting area"},
		{ID: "point-11", Name: "Patient toilet, ground floor"},
		{ID: "point-12", Name: "Patient toilet, lower floor"},
		{ID: "point-13", Name: "Blood room"},
		{ID: "point-14", Name: "Day room"},
	}
	return []equipment.Equipment{signs, calls}
}

func ordinary(calibrated string) []equipment.Equipment {
	monitors := thing("observation-1", "Observation monitors", "observation", "clinic", "Welch Allyn", "Connex", 2022)
	monitors.Points = []equipment.Point{{ID: "monitor-1", Name: "Clinic room 1"}, {ID: "monitor-2", Name: "Clinic room 2"}, {ID: "monitor-3", Name: "LA1 control"}}
	device := thing("daily-device-1", "Daily output device", "daily-output-device", "linacs", "Sun Nuclear", "Daily QA3", 2022)
	device.CalibrationDue = calibrated
	fridge := thing("medicines-fridge-1", "Medicines fridge", "medicines-fridge", "clinic", "Lec", "PE307C", 2021)
	fridge.Features = []string{"room-thermometer"}
	return []equipment.Equipment{
		device, fridge,
		thing("hoist-1", "Mobile hoist, lower floor", "hoist", "linacs", "Arjo", "Maxi Move", 2020),
		thing("trolley-1", "Patient trolley 1", "trolley", "clinic", "Stryker", "Prime", 2018),
		thing("bp-machine-1", "Blood pressure machine", "blood-pressure", "clinic", "Omron", "HBP-1320", 2022),
		thing("battery-1", "Portable suction unit", "battery-operated", "clinic", "Laerdal", "LSU", 2021),
		monitors,
		thing("glucose-meter-1", "Blood glucose meter", "glucose-meter", "clinic", "Abbott", "FreeStyle Optium Neo H", 2023),
		thing("sharps-bin-1", "Sharps bin, blood room", "sharps-bin", "clinic", "Daniels", "Sharpsguard 5 l", 2026),
		thing("crash-trolley-1", "Resuscitation trolley", "crash-trolley", "clinic", "Bristol Maid", "MR800", 2019),
		thing("imaging-panel-1", "Portal imaging test equipment", "equipment-qa", "linacs", "IBA", "Las Vegas phantom", 2019),
		thing("oxygen-1", "Oxygen cylinder store", "oxygen", "stores", "BOC", "CD size", 2024),
		thing("treatment-room-1", "LA1 treatment room surfaces", "room", "linacs", "", "", 2019),
		thing("spill-kit-1", "Spill kit, lower floor", "spill-kit", "stores", "GV Health", "Combination kit", 2025),
		thing("ppe-store-1", "PPE store", "ppe-store", "stores", "", "", 2019),
		thing("linen-store-1", "Linen and clinical stock", "linen-store", "stores", "", "", 2019),
	}
}

func thing(id, name, kind, area, maker, model string, year int) equipment.Equipment {
	return equipment.Equipment{
		ID: id, Name: name, Kind: kind, Area: area,
		Inventory: equipment.Inventory{Manufacturer: maker, Model: model, Serial: serial(id, year), YearMade: year, YearInstalled: year},
	}
}

// serial makes a serial number that looks like one.
func serial(id string, year int) string {
	return fmt.Sprintf("%02d-%s", year%100, strings.ToUpper(strings.ReplaceAll(id, "-", "")))
}
