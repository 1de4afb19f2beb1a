using System.Text;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Options;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Verbs;

/// <summary>Asks one server what it knows of the servers of its cluster.</summary>
internal sealed class ClusterClient(Link link, ClientOptions options)
{
    /// <summary>More servers than a cluster can have. A hostile server cannot fill the memory.</summary>
    private const int MaxNodes = 10_000;

    private static readonly byte[] Token = "cluster"u8.ToArray();

    private readonly List<ListedNode> _nodes = [];
    private ClusterAnswer? _answer;
    private Failure? _failure;

    public async Task<(ClusterAnswer? Answer, Failure? Failure)> AskAsync()
    {
        // A server of an earlier version passes over the question. Then it answers the ping first.
        if (!link.Ask(Question.Cluster, options.Room) || !link.Ping(Token))
        {
            return (null, new Failure(Outcome.ProtocolError, $"the server at {options.Address} cannot be one of several, as it is no chatroom server"));
        }

        using var timeout = new CancellationTokenSource(options.AnswerTimeout, options.Time);
        try
        {
            var isOpen = await link.FlushAsync();
            while (isOpen && _answer is null && _failure is null)
            {
                isOpen = await link.ReceiveAsync(Collect, timeout.Token);
            }
        }
        catch (OperationCanceledException)
        {
            _failure ??= new Failure(Outcome.ProtocolError, $"the server at {options.Address} did not answer in time");
        }

        return _answer is null ? (null, _failure ?? new Failure(Outcome.Lost, $"the server at {options.Address} closed the connection")) : (_answer, null);
    }

    private void Collect(in ServerLine line)
    {
        if (_answer is not null || _failure is not null)
        {
            return;
        }

        switch (line.Kind)
        {
            case ServerLineKind.Node when _nodes.Count == MaxNodes:
                _failure = new Failure(Outcome.ProtocolError, $"the server at {options.Address} lists more servers than a cluster can have");
                break;
            case ServerLineKind.Node:
                _nodes.Add(new ListedNode(Filtered(line.Name), Filtered(line.Code), line.Id, line.Number, Filtered(line.Text)));
                break;
            case ServerLineKind.Cluster:
                _answer = new ClusterAnswer(Filtered(line.Name), Encoding.ASCII.GetString(line.Code) == Refusal.CutOff.Code, line.Number, line.Id, _nodes);
                break;
            case ServerLineKind.Error or ServerLineKind.Bye:
                _failure = new Failure(Outcome.Refused, Filtered(line.Text), Encoding.UTF8.GetString(line.Code));
                break;
            case ServerLineKind.Pong when line.Text.SequenceEqual(Token):
                _failure = new Failure(Outcome.ProtocolError, $"the server at {options.Address} is too old to be one of several; update it");
                break;
            default:
                break;
        }
    }

    private static string Filtered(ReadOnlySpan<byte> field) => TextFilter.Clean(Encoding.UTF8.GetString(field));
}
