namespace ChatRoom.Server.Rooms.Reading;

/// <summary>The servers of a cluster, as one of them knows them. A value.</summary>
/// <param name="NodeId">The server that knows it.</param>
/// <param name="IsCutOff">It is cut off from the others.</param>
/// <param name="Applied">The newest entry of the common log that it has applied.</param>
/// <param name="End">The newest entry of which it knows.</param>
/// <param name="Nodes">The runs of all servers that are not forgotten, in the order of their starts.</param>
internal sealed record ClusterStatus(string NodeId, bool IsCutOff, long Applied, long End, IReadOnlyList<NodeStatus> Nodes);

/// <summary>One run of a server in a cluster. A value.</summary>
/// <param name="Phase">One word, such as <c>alive</c>.</param>
/// <param name="Run">The number of this start among all starts.</param>
/// <param name="Address">Where clients reach it.</param>
/// <param name="MemberCount">The members in rooms that are connected to it, or were.</param>
internal sealed record NodeStatus(string Id, string Phase, long Run, string Address, int MemberCount);
