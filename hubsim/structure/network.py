"""The hub as a graph: who works where, who leads, who turns to whom by which way, where cases go.

Nodes are ``kind:name`` (``role:screener``) of the kinds `NODE_KINDS`; edges, several between two
nodes where there are several, have a ``kind`` of `EDGE_KINDS`. Numbers on nodes and edges are
expected values of an average week (``per_week``), or shares.
"""

from __future__ import annotations

from typing import Any

import networkx as nx

from hubsim.spec.reaching import information_of, lead_of
from hubsim.structure.exchange import Exchange
from hubsim.structure.findings.leads import leading
from hubsim.structure.sharing import sharing_of
from hubsim.structure.survey import Survey

NODE_KINDS = {
    "agency": "an organisation",
    "role": "people of one agency who can do the same work",
    "stage": "a step of a case's way",
    "outcome": "a way in which cases leave",
    "source": "where contacts come from",
    "channel": "a way in which things travel between people of two agencies",
    "agreement": "whether an agency may share what it knows, and until when",
}
EDGE_KINDS = {
    "belongs to": "role to agency",
    "works at": "role to stage: alone, with others, or in a meeting",
    "leads": "role or agency to stage: clear, joint or disputed",
    "deputises": "role to stage: stands in for the lead",
    "sends to": "source to the stage where its contacts begin",
    "goes to": "stage to stage or outcome, with its share",
    "asks": "role to the roles (or agency outside the hub) that are asked",
    "replies": "roles (or agency outside the hub) to the roles that asked",
    "hands on": "role to the role that goes on with a case",
    "meets": "role and role who work together, or meet, on a case",
    "uses": "role to channel",
    "shares under": "agency to agreement",
}


def network(s: Survey) -> nx.MultiDiGraph:
    """Make the graph of a hub.

    Parameters
    ----------
    s : Survey

    Returns
    -------
    networkx.MultiDiGraph
        Attributes are texts, whole numbers, floats and truth values, so that any format holds them.
    """
    graph = nx.MultiDiGraph(name=s.hub.name)
    _people(s, graph)
    _stages(s, graph)
    _sharing(s, graph)
    for each in s.passing:
        _passing(graph, each)
    return graph


def _edge(graph: nx.MultiDiGraph, one: str, other: str, kind: str, **about: Any) -> None:
    graph.add_edge(one, other, key=f"e{graph.number_of_edges() + 1}", kind=kind, **about)


def _people(s: Survey, graph: nx.MultiDiGraph) -> None:
    """Agencies and roles."""
    hub = s.hub
    for name, agency in hub.agencies.items():
        graph.add_node(
            f"agency:{name}",
            kind="agency",
            label=hub.label("agencies", name),
            sits=agency.sits.text,
        )
    for name, role in hub.roles.items():
        graph.add_node(
            f"role:{name}",
            kind="role",
            label=hub.label("roles", name),
            people=s.staffing.persons(name),
            hours=role.hours,
            sits=role.sits.text if role.sits is not None else hub.agencies[role.agency].sits.text,
            load=s.loads[name].load,
        )
        _edge(graph, f"role:{name}", f"agency:{role.agency}", "belongs to")


def _stages(s: Survey, graph: nx.MultiDiGraph) -> None:
    """Stages, where cases go, who works there and who leads."""
    hub, traffic = s.hub, s.traffic
    for name in hub.outcomes:
        graph.add_node(f"outcome:{name}", kind="outcome", label=hub.label("outcomes", name))
    for name, stage in hub.stages.items():
        graph.add_node(
            f"stage:{name}",
            kind="stage",
            label=hub.label("stages", name),
            does=does(s, name),
            decides=stage.decides,
            per_week=s.cases_at(name),
        )
    for number, name in enumerate(hub.contacts):
        graph.add_node(f"source:{name}", kind="source", label=hub.label("contacts", name))
        _edge(graph, f"source:{name}", f"stage:{traffic.start_of(number)}", "sends to")
    for (name, to), flow in traffic.flows.items():
        kind = "stage" if to in hub.stages else "outcome"
        share = flow / s.cases_at(name)
        _edge(graph, f"stage:{name}", f"{kind}:{to}", "goes to", share=share, per_week=flow)
    for name in hub.stages:
        _workers(s, graph, name)
        _leads(s, graph, name)


def does(s: Survey, name: str) -> str:
    """What is done at a stage, in a word: work, wait, questions, work together, meeting."""
    stage = s.hub.stages[name]
    if stage.meeting is not None:
        return "meeting"
    if stage.ask is not None:
        return "questions"
    if stage.needs:
        return "work together"
    return "wait" if stage.wait is not None else "work"


def _workers(s: Survey, graph: nx.MultiDiGraph, name: str) -> None:
    stage = s.hub.stages[name]
    for order, role in enumerate(stage.who, start=1):
        _edge(graph, f"role:{role}", f"stage:{name}", "works at", how="alone", preference=order)
    needs = stage.meeting.needs if stage.meeting else stage.needs
    for role, number in needs.items():
        how = "in a meeting" if stage.meeting else "with others"
        needed = not (stage.meeting and role in stage.meeting.without)
        _edge(
            graph, f"role:{role}", f"stage:{name}", "works at", how=how, people=number.value,
            needed=needed,
        )  # fmt: skip


def _leads(s: Survey, graph: nx.MultiDiGraph, name: str) -> None:
    lead = lead_of(s.hub, name)
    if lead is None:
        return
    for who in lead.who:
        kind = "role" if who in s.hub.roles else "agency"
        _edge(graph, f"{kind}:{who}", f"stage:{name}", "leads", how=lead.how)
    for role in leading(s, lead):
        if role in lead.deputies:
            _edge(graph, f"role:{role}", f"stage:{name}", "deputises")


def _sharing(s: Survey, graph: nx.MultiDiGraph) -> None:
    """Channels and agreements, in a hub that says how its agencies work together."""
    together = s.hub.working_together
    if together is None:
        return
    for name, channel in together.channels.items():
        graph.add_node(
            f"channel:{name}",
            kind="channel",
            label=channel.label or name.capitalize(),
            needs=channel.needs,
        )
    for name in s.hub.agencies:
        said = information_of(s.hub, name)
        held = sharing_of(s.traffic, "", name)
        if said is None or held is None:
            continue
        about = {"until": str(held.until)} if held.until else {}
        graph.add_node(
            f"agreement:{name}",
            kind="agreement",
            label=f"Agreement with {s.hub.label('agencies', name)}",
            state=held.state,
            reached_by=said.reached_by,
            **about,
        )
        _edge(graph, f"agency:{name}", f"agreement:{name}", "shares under")


PASSING = {"question": "asks", "reply": "replies", "hand-over": "hands on", "together": "meets"}


def _passing(graph: nx.MultiDiGraph, each: Exchange) -> None:
    """What passes between two sides; of a list of roles the first stands for all."""
    one = f"role:{each.sender[0]}" if each.sender else f"agency:{each.of}"
    other = f"role:{each.receiver[0]}" if each.receiver else f"agency:{each.to}"
    about = {"stage": each.stage, "per_week": each.per_week}
    if each.reached:
        about["reached_by"] = each.reached
    if each.most_used:
        about["channel"] = each.most_used
    _edge(graph, one, other, PASSING[each.kind], **about)
    for name, share in each.channels.items():
        found = graph.get_edge_data(one, f"channel:{name}", default={})
        if found:
            next(iter(found.values()))["per_week"] += share * each.per_week
        else:
            _edge(graph, one, f"channel:{name}", "uses", per_week=share * each.per_week)


__all__ = ["EDGE_KINDS", "NODE_KINDS", "does", "network"]
