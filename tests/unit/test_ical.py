"""What people typed never becomes a line of the calendar."""

from datetime import UTC, date, datetime

from icalendar import Calendar

from presantra.services.ical import Entry, write_calendar


def test_texts_stay_texts() -> None:
    hostile = "Durand, fils ; Cie \\\r\nEND:VCALENDAR\r\nATTACH:x"
    entry = Entry("u", date(2026, 12, 1), hostile, hostile, datetime(2026, 11, 24, tzinfo=UTC))
    content = write_calendar(hostile, [entry])
    lines = content.decode().split("\r\n")
    assert [line for line in lines if line.startswith(("END:VCALENDAR", "ATTACH"))] == ["END:VCALENDAR"]
    shown = hostile.replace("\r\n", "\n")
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert (event["SUMMARY"], event["DESCRIPTION"]) == (shown, shown)
