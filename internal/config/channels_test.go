package config_test

import (
	"fmt"
	"strings"
	"testing"

	"runup/internal/config"
)

func TestChannelsAreToldWithoutTheirSecrets(t *testing.T) {
	f := config.Flags{Place: config.Place{Data: "data"}, Addr: ":8080"}
	f.SMTPURL, f.Proxy = "smtps://runup%40nhs.example:SECRET-1@mail.example:465", "http://user:SECRET-2@proxy.example:3128"
	f.NotifyURL, f.NotifyKey, f.NotifySMS, f.NotifyReceipt = "https://notify.example", "SECRET-3", "template", "SECRET-4"
	f.WebhookURL, f.WebhookSecret = "https://hook.example/SECRET-5", "SECRET-6"
	c, err := f.Check()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{fmt.Sprint(c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), fmt.Sprintf("%+v %#v", c.Channels, c.Channels)} {
		if strings.Contains(text, "SECRET") || !strings.Contains(text, "smtp=smtps://mail.example:465") {
			t.Errorf("told: %s", text)
		}
	}
	if c.Channels.SMTPFrom != "runup@nhs.example" {
		t.Errorf("from %q: NHSmail takes the account's own address only", c.Channels.SMTPFrom)
	}
}

func TestMistakesInChannelsAreToldTogetherAndWithoutSecrets(t *testing.T) {
	f := config.Flags{Place: config.Place{Data: "data"}, Addr: ":8080"}
	f.SMTPURL, f.SMTPFrom, f.Proxy = "mail.example:SECRET", "nobody", "socks5://x"
	f.NotifySMS, f.WebhookURL, f.WebhookAllow = "template", "https://hook.example", "intranet"
	_, err := f.Check()
	if err == nil || strings.Contains(err.Error(), "SECRET") {
		t.Fatalf("%v", err)
	}
	for _, flag := range []string{"--smtp-url", "--smtp-from", "--proxy", "--notify-key", "--webhook-secret", "--webhook-allow"} {
		if !strings.Contains(err.Error(), flag) {
			t.Errorf("%s is not named in:\n%v", flag, err)
		}
	}
}
