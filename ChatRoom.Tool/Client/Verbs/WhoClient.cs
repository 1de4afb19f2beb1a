using System.Buffers;
using System.Text;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Json;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Verbs;

/// <summary>Prints the members of a room, a line for each: the name alone, or a JSON object.</summary>
internal sealed class WhoClient(Link link, ClientOptions options, Stream output, bool isJson)
{
    /// <summary>The most bytes of an answer: several hundred thousand members. A hostile server cannot fill the memory.</summary>
    private const int MaxBytes = 32 << 20;

    private readonly ArrayBufferWriter<byte> _answer = new();
    private Failure? _refusal;
    private bool _isDone;

    public async Task<Failure?> RunAsync()
    {
        if (!link.Ask(Question.Members, options.Room))
        {
            return new Failure(Outcome.ProtocolError, $"the server at {options.Address} cannot list its members, as it is no chatroom server");
        }

        using var timeout = new CancellationTokenSource(options.AnswerTimeout, options.Time);
        try
        {
            var isOpen = await link.FlushAsync();
            while (isOpen && !_isDone && _answer.WrittenCount <= MaxBytes)
            {
                isOpen = await link.ReceiveAsync(Collect, timeout.Token);
            }
        }
        catch (OperationCanceledException)
        {
            return new Failure(Outcome.ProtocolError, $"the server at {options.Address} did not answer in time");
        }

        return _isDone ? _refusal ?? StandardOutput.TryWrite(output, _answer.WrittenSpan)
            : _answer.WrittenCount > MaxBytes ? new Failure(Outcome.ProtocolError, $"the server at {options.Address} lists more members than a room can have")
            : new Failure(Outcome.Lost, "the connection was lost");
    }

    private void Collect(in ServerLine line)
    {
        switch (line.Kind)
        {
            case ServerLineKind.Present when isJson:
                PresentJson.Write(line, _answer);
                _answer.Write("\n"u8);
                break;
            case ServerLineKind.Present:
                _answer.Write(Filtered(line.Name));
                _answer.Write("\n"u8);
                break;
            case ServerLineKind.Error or ServerLineKind.Bye:
                _refusal = new Failure(Outcome.Refused, Encoding.UTF8.GetString(Filtered(line.Text)), Encoding.UTF8.GetString(line.Code));
                _isDone = true;
                break;
            default:
                _isDone |= line.Kind == ServerLineKind.Total;
                break;
        }
    }

    private static byte[] Filtered(ReadOnlySpan<byte> field) => Encoding.UTF8.GetBytes(TextFilter.Clean(Encoding.UTF8.GetString(field)));
}
