"""The smallest hub that can be run, to begin with when there is nothing."""

NOTHING = """\
# A hub of one agency and one step, to begin with. Every number in it is a placeholder.
hubsim: 1
name: New hub
about: Not described yet. No real data.
basis: {grade: assumed, source: "placeholder, to be replaced"}

calendar:
  starts: 2026-01-05
  holidays: England
  working_day: "Mon-Fri 09:00-17:00"
  hours:
    office: "Mon-Fri 09:00-17:00"

agencies:
  council: {label: Council}

roles:
  worker: {label: Workers, agency: council, people: 2, hours: office, time_for_cases: 75%}

ratings:                                # most urgent first
  urgent: {label: Urgent, decide_within: 1 working day}
  routine: {label: Routine, decide_within: 3 working days}

contacts:
  all:
    label: All contacts
    volume: 40 per week
    arrives: "Mon-Fri 09:00-17:00"
    true_need: {high: 10%, moderate: 30%, low: 60%}
    first_seen_as:
      high: {urgent: 100%}
      moderate: {urgent: 40%, routine: 60%}
      low: {routine: 100%}

starts_at: decision

stages:
  decision:
    label: Decision
    who: worker
    work: 45 min (20 to 90)
    decides_from: []
    then: {assessment: 40%, closed: 60%}

outcomes:
  closed: {label: No further action}
  assessment: {label: Assessment}
"""
