using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Doors.Web.Answers;

/// <summary>An answer over HTTP to a connection that Kestrel does not see.</summary>
internal static class RawAnswer
{
    public static byte[] Of(Refusal refusal, string phrase) =>
        Of(HttpStatus.Of(refusal.Code), phrase, ErrorJson.Of(refusal), "Content-Type: application/json\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n");

    /// <param name="headers">Each with its line end.</param>
    public static byte[] Of(int status, string phrase, byte[] body, string headers = "") =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status} {phrase}\r\n{headers}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n"), .. body];
}
