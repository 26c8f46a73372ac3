package occurrence_test

import (
	"testing"

	"runup/internal/occurrence"
	"runup/internal/problem"
	"runup/internal/sample/sampletest"
	"runup/internal/store"
)

func TestClinicalHoursAreTimesOfOneDay(t *testing.T) {
	d := sampletest.Open(t)
	for hours, want := range map[occurrence.Clinic]string{
		{Opens: "08:00", Closes: "18:30"}: "", {Opens: "00:00", Closes: "23:59"}: "",
		{Opens: "8:00", Closes: "18:30"}:  "/clinicalHours/opens",
		{Opens: "18:00", Closes: "18:00"}: "/clinicalHours/closes", {Opens: "08:00", Closes: "24:00"}: "/clinicalHours/closes",
	} {
		err := d.DB.Write(t.Context(), d.As("sofia.superintendent"), func(tx *store.Tx) error {
			_, err := occurrence.SetCalendar(tx, occurrence.Calendar{Nation: "scotland", TreatmentDays: []string{"MO"}, Clinic: &hours})
			return err
		})
		p, is := problem.Of(err)
		if (want == "") != (err == nil) || is && p.Fields[0].Pointer != want {
			t.Errorf("%+v: %v, want %q", hours, err, want)
		}
	}
}
