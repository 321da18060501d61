"""The graph of a hub, its exports, and the map as text and as a command."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubsim.cli import main
from hubsim.models import read_model
from hubsim.shipped import names
from hubsim.spec.read import hub_from
from hubsim.spec.source import read_source
from hubsim.structure.hub_map import map_hub
from hubsim.structure.network import EDGE_KINDS, NODE_KINDS
from hubsim.text_map import map_report
from tests.structure.plants import PLANTS
from tests.structure.sound import as_yaml, read, sound_hubs
from tests.structure.test_plants import examples

TEXT = """
hubsim: 1
name: Two <agencies> & a record
calendar: {starts: 2026-01-05, holidays: none, hours: {office: "Mon-Fri 09:00-17:00"}}
agencies:
  council: {label: "Children's <care> & help", sits: hall / hub}
  health: {sits: hall / hub}
roles:
  clerk: {agency: council, people: 2, hours: office}
  chief: {agency: council, people: 2, hours: office}
  nurse: {agency: health, people: 2, hours: office}
contacts: {phone: {volume: 10 per week, arrives: "Mon-Fri 09:00-17:00"}}
working_together:
  information: {health: {agreement: signed, until: 2030-12-31, reached_by: navigator}}
  ties: {default: 0.5}
  led_by: {default: {who: chief, deputies: [clerk]}}
  channels: {spoken: {used: 100%}}
starts_at: log
stages:
  log: {who: clerk, work: 5 min, then: {ask: 60%, out: 40%}}
  ask: {asked_by: clerk, ask: {health: {who: nurse, work: 5 min}}, then: decide}
  decide: {who: chief, work: 5 min, decides_from: [health], then: meet}
  meet:
    meeting:
      needs: {chief: 1, nurse: 1}
      at: "Mon-Fri 10:00"
      each_case: 5 min
      without: {nurse: after 1 working day}
    then: out
outcomes: {out: {}}
"""


def small() -> nx.MultiDiGraph:
    return map_hub(hub_from(read_source(TEXT, "hub.yaml"))).graph


def edges(graph: nx.MultiDiGraph, kind: str) -> set[tuple[str, str]]:
    return {(one, to) for one, to, each in graph.edges(data="kind") if each == kind}


def test_the_nodes_of_a_small_hub():
    kinds = Counter(kind for _, kind in small().nodes(data="kind"))
    assert kinds == {
        "agency": 2, "role": 3, "stage": 4, "outcome": 1, "source": 1, "channel": 4, "agreement": 1,
    }  # fmt: skip
    assert set(kinds) == set(NODE_KINDS)


def test_who_works_where_and_who_leads():
    graph = small()
    assert edges(graph, "belongs to") == {
        ("role:clerk", "agency:council"), ("role:chief", "agency:council"),
        ("role:nurse", "agency:health"),
    }  # fmt: skip
    assert edges(graph, "works at") == {
        ("role:clerk", "stage:log"), ("role:chief", "stage:decide"), ("role:chief", "stage:meet"),
        ("role:nurse", "stage:meet"),
    }  # fmt: skip
    stages = {f"stage:{name}" for name in ("log", "ask", "decide", "meet")}
    assert edges(graph, "leads") == {("role:chief", stage) for stage in stages}
    assert edges(graph, "deputises") == {("role:clerk", stage) for stage in stages}
    (about,) = graph.get_edge_data("role:nurse", "stage:meet").values()
    assert (about["how"], about["people"], about["needed"]) == ("in a meeting", 1, False)


def test_where_cases_go_and_how_many_in_a_week():
    """Of 10 a week, 6 are asked about, decided and heard; 64 weeks have a few hours of summer time."""
    graph = small()
    assert edges(graph, "sends to") == {("source:phone", "stage:log")}
    found = {
        (one, to): (about["share"], about["per_week"])
        for one, to, about in graph.edges(data=True)
        if about["kind"] == "goes to"
    }
    assert found == {
        ("stage:log", "stage:ask"): (pytest.approx(0.6), pytest.approx(6)),
        ("stage:log", "outcome:out"): (pytest.approx(0.4), pytest.approx(4)),
        ("stage:ask", "stage:decide"): (pytest.approx(1), pytest.approx(6)),
        ("stage:decide", "stage:meet"): (pytest.approx(1), pytest.approx(6)),
        ("stage:meet", "outcome:out"): (pytest.approx(1), pytest.approx(6)),
    }


def test_who_turns_to_whom_by_which_way():
    """In one room and in office hours alike a word is always used; within the council none is needed."""
    graph = small()
    assert edges(graph, "asks") == {("role:clerk", "role:nurse")}
    assert edges(graph, "replies") == {("role:nurse", "role:clerk")}
    assert edges(graph, "hands on") == {("role:clerk", "role:chief")}
    assert edges(graph, "meets") == {("role:chief", "role:nurse")}
    assert edges(graph, "shares under") == {("agency:health", "agreement:health")}
    (asks,) = (each for _, _, each in graph.edges(data=True) if each["kind"] == "asks")
    assert (asks["stage"], asks["reached_by"], asks["channel"]) == ("ask", "navigator", "spoken")
    assert asks["per_week"] == pytest.approx(6)
    assert graph.nodes["agreement:health"]["state"] == "signed"
    assert graph.nodes["agreement:health"]["until"] == "2030-12-31"
    uses = {
        (one, to): about["per_week"]
        for one, to, about in graph.edges(data=True)
        if about["kind"] == "uses"
    }
    assert uses == {
        ("role:clerk", "channel:spoken"): pytest.approx(6),
        ("role:nurse", "channel:spoken"): pytest.approx(6),
    }


def test_every_kind_of_edge_is_there():
    assert {kind for *_, kind in small().edges(data="kind")} == set(EDGE_KINDS)


def same(one: nx.MultiDiGraph, other: nx.MultiDiGraph) -> bool:
    """Whether nodes and edges are the same, with all that is said of them."""
    nodes = dict(one.nodes(data=True)) == dict(other.nodes(data=True))
    listed = [sorted(each.edges(keys=True, data=True), key=lambda e: e[2]) for each in (one, other)]
    return nodes and listed[0] == listed[1]


@pytest.mark.parametrize("model", names("models"))
def test_json_and_graphml_give_the_graph_again(model):
    found = map_hub(read_model(model))
    data = json.loads(json.dumps(found.node_link(), allow_nan=False))
    assert same(nx.node_link_graph(data, edges="edges"), found.graph)
    assert same(nx.parse_graphml(found.graphml(), force_multigraph=True), found.graph)


def test_names_with_signs_of_xml_come_back():
    found = map_hub(hub_from(read_source(TEXT, "hub.yaml")))
    again = nx.parse_graphml(found.graphml(), force_multigraph=True)
    assert again.nodes["agency:council"]["label"] == "Children's <care> & help"
    assert same(again, found.graph)


def test_the_same_file_gives_the_same_map():
    first, second = (map_hub(read_model("starter")) for _ in range(2))
    assert first.node_link() == second.node_link()
    assert map_report(first) == map_report(second)


# ------------------------------------------------------------------ as text


@pytest.mark.parametrize("name", list(PLANTS))
@examples(4)
@given(data=st.data())
def test_text_keeps_to_80_columns_and_tells_every_finding(name: str, data: st.DataObject):
    planted = PLANTS[name](data.draw(sound_hubs()), data.draw)
    found = map_hub(read(planted.data))
    text = map_report(found)
    assert max(map(len, text.splitlines())) <= 80
    told = " ".join(text.split())
    for each in found.findings:
        assert each.code in text
        assert str(each.place) in text
        assert " ".join(each.problem.message.split())[1:] in told
        assert " ".join(each.follows.split()) in told
        assert " ".join(each.problem.help.split()) in told


@pytest.mark.parametrize("model", names("models"))
def test_shipped_models_have_a_map_of_80_columns(model, capsys):
    assert main(["map", model]) == 0
    text = capsys.readouterr().out
    places = [line for line in text.splitlines() if ".yaml:" in line]  # as long as a path is
    assert max(len(line) for line in text.splitlines() if line not in places) <= 80
    for words in ("Who is in the hub", "The stages", "Between agencies", "Findings, worst first"):
        assert words in text
    assert "no forecast" in " ".join(text.split())


def test_the_integrated_county_has_no_gap_and_the_separate_one_has():
    """Disputed lead; health and the others without an agreement, written to by strangers."""
    assert map_hub(read_model("county_integrated")).findings == ()
    codes = [each.code for each in map_hub(read_model("county_separate")).findings]
    assert Counter(codes) == {"F002": 1, "F011": 2, "F052": 2}


def test_one_rung_of_the_ladder_mends_its_own_gap():
    before = {each.code for each in map_hub(read_model("county_separate")).findings}
    after = {each.code for each in map_hub(read_model("county_separate+ladder_one_lead")).findings}
    assert before - after == {"F002"}
    assert after <= before


# ------------------------------------------------------------------ as a command


@pytest.fixture
def gap(tmp_path: Path) -> Path:
    """A file with one gap: nobody leads."""
    file = tmp_path / "gap.yaml"
    file.write_text(TEXT.replace("  led_by: {default: {who: chief, deputies: [clerk]}}\n", ""))
    return file


def test_map_tells_a_gap_with_its_place(gap: Path, capsys):
    """It stands in line 13, and 10 cases a week come."""
    assert main(["map", str(gap)]) == 0
    told = capsys.readouterr().out
    assert "F001" in told
    assert f"{gap}:13:1" in told


def test_map_as_json(gap: Path, capsys):
    assert main(["map", str(gap), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    (finding,) = data["graph"]["findings"]
    assert (finding["code"], finding["line"], finding["column"]) == ("F001", 13, 1)
    assert finding["weight"] == "harms"
    assert data["graph"]["ways"]["shortest"]["stages"] == ["log", "ask", "decide"]
    assert [each["agencies"] for each in data["graph"]["pairs"]] == [["council", "health"]]


def test_what_is_changed_is_mapped(gap: Path, capsys):
    assert main(["map", str(gap), "--set", "working_together.led_by=council"]) == 0
    assert "None." in capsys.readouterr().out


def test_weeks_say_how_far_ahead_is_looked(gap: Path, capsys):
    """The agreement is signed until the end of 2030: 260 weeks from January 2026 end before it."""
    settings = ["--set", "working_together.led_by=council"]
    assert main(["map", str(gap), *settings, "--weeks", "255"]) == 0
    assert "F013" not in capsys.readouterr().out
    assert main(["map", str(gap), *settings, "--weeks", "261"]) == 0
    assert "F013" in capsys.readouterr().out


def test_graphml_is_written_once(gap: Path, tmp_path: Path, capsys):
    file = tmp_path / "hub.graphml"
    assert main(["map", str(gap), "--graphml", str(file)]) == 0
    assert nx.read_graphml(file, force_multigraph=True).number_of_nodes() == 16
    assert main(["map", str(gap), "--graphml", str(file)]) == 2
    assert "nothing is overwritten" in capsys.readouterr().err
    assert main(["map", str(gap), "--graphml", str(tmp_path / "no" / "such.graphml")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_file_with_errors_has_no_map(tmp_path: Path, capsys):
    file = tmp_path / "broken.yaml"
    file.write_text(TEXT.replace("who: clerk", "who: clark"))
    assert main(["map", str(file)]) == 2
    assert "clark" in capsys.readouterr().err
    assert main(["map", "starter", "--scenario", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_warnings_of_the_check_are_counted(gap: Path, tmp_path: Path, capsys):
    """A stage that no case comes to is a warning of hubsim check."""
    file = tmp_path / "odd.yaml"
    spare = "  spare: {who: clerk, work: 5 min, then: out}\noutcomes"
    file.write_text(gap.read_text().replace("outcomes", spare))
    assert main(["map", str(file)]) == 0
    assert "hubsim check has 1 warning beside these." in capsys.readouterr().out


@pytest.mark.parametrize("model", ["county_separate", "starter"])
def test_checks_do_without_the_graph(model):
    code = (
        "import sys; from hubsim.cli import main; main(['check', sys.argv[1]]);"
        "print([m for m in ('networkx', 'hubsim.structure.hub_map') if m in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code, model], check=True, capture_output=True, text=True
    )
    assert shown.stdout.splitlines()[-1] == "[]"


def test_a_map_needs_no_engine():
    code = (
        "import sys; from hubsim.cli import main; main(['map', 'starter']);"
        "print([m for m in ('pandas', 'simpy', 'numba', 'altair') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert shown.stdout.splitlines()[-1] == "[]"


def test_a_sound_hub_reads_the_same_from_its_file(tmp_path: Path, capsys):
    @examples(1)
    @given(sound_hubs())
    def once(data):
        file = tmp_path / "sound.yaml"
        file.write_text(as_yaml(data))
        assert main(["map", str(file)]) == 0
        assert capsys.readouterr().out.strip() == map_report(map_hub(read(data))).strip()

    once()


def test_what_stops_without_the_people_of_an_agency():
    """All replies are waited for; the meeting after the decision may do without the nurse."""
    found = map_hub(hub_from(read_source(TEXT, "hub.yaml")))
    council, health = found.without["council"], found.without["health"]
    assert (council.every_way, council.before) == (True, pytest.approx(0.6))
    assert (health.every_way, health.at) == (True, ("ask",))
    limited = TEXT.replace("then: decide", "at_the_latest: 2 h, then: decide")
    found = map_hub(hub_from(read_source(limited, "hub.yaml")))
    assert not found.without["health"].every_way
    assert found.without["health"].unheard == (("ask", "health"),)
    told = map_report(found)
    assert "without them no case is decided" in told
    assert "without them cases go on, and they are not heard" in told
    assert found.node_link()["graph"]["without"]["health"]["unheard"] == [["ask", "health"]]
