namespace ChatRoom.Client.Verbs;

/// <summary>A run of a server, and what the server itself answered.</summary>
/// <param name="Applied">The newest entry of the common log that it has applied; null: it was not asked, or did not answer.</param>
/// <param name="Lag">Entries that it has not applied, and at least one of the servers that were asked knows.</param>
/// <param name="IsCutOff">It is cut off from the others.</param>
internal sealed record ClusterRow(ListedNode Node, long? Applied, long? Lag, bool? IsCutOff)
{
    /// <summary>Joins the answers of several servers of one cluster: a row for each run, by the names of the servers.</summary>
    public static IReadOnlyList<ClusterRow> Join(IReadOnlyList<ClusterAnswer> answers)
    {
        var newest = answers.MaxBy(answer => answer.Applied);
        var end = answers.Max(answer => Math.Max(answer.End, answer.Applied));

        // A server that is behind may not know yet that the others have forgotten it.
        var own = answers.Select(answer => (Node: answer.Nodes.LastOrDefault(node => node.Id == answer.NodeId), Answer: answer)).Where(one => one.Node is not null).ToArray();
        return [.. newest!.Nodes.Concat(own.Select(one => one.Node!))
            .DistinctBy(node => (node.Id, node.Run))
            .OrderBy(node => node.Id, StringComparer.Ordinal).ThenBy(node => node.Run)
            .Select(node => Array.Find(own, one => one.Node!.Id == node.Id && one.Node.Run == node.Run).Answer is { } answer
                ? new ClusterRow(node, answer.Applied, end - answer.Applied, answer.IsCutOff)
                : new ClusterRow(node, null, null, null))];
    }
}
