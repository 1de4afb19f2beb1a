namespace ChatRoom.Client.Verbs;

/// <summary>The servers of a cluster, as one of them knows them.</summary>
/// <param name="NodeId">The server that answers.</param>
/// <param name="IsCutOff">It is cut off from the others.</param>
/// <param name="Applied">The newest entry of the common log that it has applied.</param>
/// <param name="End">The newest entry of which it knows.</param>
/// <param name="Nodes">The runs of all servers, in the order of their starts.</param>
internal sealed record ClusterAnswer(string NodeId, bool IsCutOff, long Applied, long End, IReadOnlyList<ListedNode> Nodes);

/// <summary>One run of a server.</summary>
internal sealed record ListedNode(string Id, string Phase, long Run, long Members, string Address);
