using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Cluster.Acts;
using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Server.Cluster.State;
using ChatRoom.Server.Connections.Loops;
using ChatRoom.Server.Log.JetStream;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.Acts;

namespace ChatRoom.Server.Cluster;

/// <summary>
/// Private texts from a member of this server to one of another: its server is asked to give it the text. The stream never has the
/// text. Loop thread only, except for <see cref="AnswerAsync"/>.
/// </summary>
internal sealed class Whispers(ClusterStream stream, Func<ClusterState> state, RoomList rooms, EventLoop loop)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>Gives a text to its receiver; returns why not, or null.</summary>
    /// <param name="incarnation">This server's run.</param>
    public async Task<Refusal?> DeliverAsync(Room room, MemberAct whisper, long incarnation, CancellationToken cancel)
    {
        if (!room.Seats.TryFind(whisper.Name!, out var seat))
        {
            return Refusal.NobodyNamed(whisper.Name!.ToString());
        }

        var there = Holders.IncarnationOf(seat.Holder);
        if (there == incarnation)
        {
            return room.Acts.Deliver(whisper);
        }

        if (state().Find(there) is not { } node || await stream.AskAsync(node.Id, Encode(room, whisper), Timeout, cancel) is not { } answer)
        {
            return Refusal.ReceiverNotReading(seat.Name);
        }

        var refusal = DecodeAnswer(answer);
        if (refusal is null)
        {
            room.Acts.ShowToSender(whisper, seat.Name);
        }

        return refusal;
    }

    /// <summary>Answers the question of another server. Any thread.</summary>
    public async ValueTask<byte[]> AnswerAsync(ReadOnlyMemory<byte> question)
    {
        byte[] answer = [];
        await loop.InvokeAsync(() =>
        {
            answer = Answer(question.Span);
            return Task.CompletedTask;
        });
        return answer;
    }

    private byte[] Answer(ReadOnlySpan<byte> question)
    {
        var fields = new ActReader(question);
        var room = fields.Name() is { } name ? rooms.Find(name.Bytes) : null;
        var speaker = SpeakerFields.Read(ref fields);
        var to = fields.Name();
        var text = fields.Bytes();
        return room is null || to is null || !fields.IsComplete || text.Length > Limits.MaxText
            ? EncodeAnswer(Refusal.NobodyNamed(to?.ToString() ?? ""))
            : EncodeAnswer(room.Acts.Deliver(new MemberAct(MemberActKind.Whisper, speaker, to, text.ToArray())));
    }

    private static byte[] Encode(Room room, MemberAct whisper)
    {
        var to = new ActWriter();
        to.Name(room.Nickname);
        SpeakerFields.Write(to, whisper.Speaker);
        to.Name(whisper.Name);
        to.Bytes(whisper.Text);
        return to.Written.ToArray();
    }

    private static byte[] EncodeAnswer(Refusal? refusal)
    {
        var to = new ActWriter();
        to.Bytes(Encoding.UTF8.GetBytes(refusal?.Code ?? ""));
        to.Bytes(Encoding.UTF8.GetBytes(refusal?.Text ?? ""));
        return to.Written.ToArray();
    }

    private static Refusal? DecodeAnswer(byte[] answer)
    {
        var fields = new ActReader(answer);
        var (code, text) = (Encoding.UTF8.GetString(fields.Bytes()), Encoding.UTF8.GetString(fields.Bytes()));
        return fields.IsComplete && code.Length == 0 ? null : new Refusal(code.Length == 0 ? "not-written" : code, text);
    }
}
