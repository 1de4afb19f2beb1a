using System.Buffers;
using System.Text;
using System.Text.Json;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.Protocol;
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
                CollectJson(line);
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

    private void CollectJson(in ServerLine line)
    {
        using (var json = new Utf8JsonWriter(_answer))
        {
            json.WriteStartObject();
            json.WriteString("name"u8, Filtered(line.Name));
            json.WriteString("room"u8, Filtered(line.Room));
            Span<byte> since = stackalloc byte[EventTime.Length];
            if (EventTime.TryWrite(line.Time, since))
            {
                json.WriteString("since"u8, since);
            }

            if (line.IsBot)
            {
                json.WriteBoolean("bot"u8, true);
            }

            json.WriteEndObject();
        }

        _answer.Write("\n"u8);
    }

    private static byte[] Filtered(ReadOnlySpan<byte> field) => Encoding.UTF8.GetBytes(TextFilter.Clean(Encoding.UTF8.GetString(field)));
}
